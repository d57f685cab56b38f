import type { CallerRules } from '@tributary/platform/service-key-settings.ts';
import { callerOfPreviousVersion } from './previous-version.ts';
import { serviceIssuer } from './viewer.ts';

/** Whom a service may name, by the words in the `says` of its trusted key. */
export const callerRules = {
  speaking: {
    /** People, API clients and anonymous callers, as a gateway knows them from tokens. */
    callers: ({ issuer, act }) => issuer !== serviceIssuer && act === undefined,
    /** The service itself, which can do what no token allows. */
    service: ({ issuer, subject, expiresAt, act }, service) =>
      issuer === serviceIssuer && subject === service && expiresAt === null && act === undefined,
    /** Signed-in callers for whom the service acts (RFC 8693), and says so. */
    delegated: ({ issuer, subject, act }, service) =>
      issuer !== serviceIssuer && subject !== null && act?.sub === service,
  },
  translate: callerOfPreviousVersion,
} as const satisfies CallerRules;
