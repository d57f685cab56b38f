import { createCallerSigner, type CallerSigner } from './caller-signer.ts';
import { createTrust, type Trust } from './caller-verifier.ts';
import type { Logger } from './logging.ts';
import { newServiceKey, parseServiceKey, trustedKeyOf, type ServiceKeyJwk, type TrustedKeyJwk } from './service-key.ts';
import { parseTrustedKeys, type SpeakingRules } from './trusted-keys.ts';

/** The services that have a key, each with what it says. */
export type SpeakingServices = Readonly<Record<string, readonly string[]>>;

/** New keys of services, which live as long as their processes. */
export type MadeServiceKeys = {
  /** The private keys, by service. */
  privateKeys: Readonly<Record<string, ServiceKeyJwk>>;
  /** The public keys for receivers, a JWKS document. */
  trusted: { keys: readonly TrustedKeyJwk[] };
};

/** Makes a key for each service. */
export function makeServiceKeys(services: SpeakingServices): MadeServiceKeys {
  const made = Object.entries(services).map(([service, says]) => ({ service, says, key: newServiceKey() }));
  return {
    privateKeys: Object.fromEntries(made.map(({ service, key }) => [service, key])),
    trusted: { keys: made.map(({ service, says, key }) => trustedKeyOf(key, { service, says })) },
  };
}

/** The keys of services that run in one process. */
export type SharedServiceKeys = {
  trust: Trust;
  /** The signer of a service. Throws for a service without a key. */
  signerOf(service: string): CallerSigner;
};

/** Opens new keys for services that run in one process, which sign and verify as separate ones do. */
export function openMadeKeys(
  { privateKeys, trusted: document }: MadeServiceKeys,
  { rules, log }: { rules: SpeakingRules; log: Logger },
): SharedServiceKeys {
  const trusted = { keys: parseTrustedKeys(document, rules), refresh: async () => {} };
  const signers = new Map(
    Object.entries(privateKeys).map(([service, jwk]) => {
      const key = parseServiceKey(jwk);
      return [service, createCallerSigner({ service, key: () => key })];
    }),
  );
  return {
    trust: createTrust({ trusted, rules, log }),
    signerOf: (service) => {
      const signer = signers.get(service);
      if (signer === undefined) {
        throw new Error(`the service ${service} has no key`);
      }
      return signer;
    },
  };
}
