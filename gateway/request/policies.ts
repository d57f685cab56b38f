import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Caller } from '@tributary/platform/caller.ts';
import { StartError } from '@tributary/platform/config.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { callerKey } from '../caching/response-cache.ts';
import type { GatewayContext } from './gateway-context.ts';
import { refusal } from './refusal.ts';

/** The caller, as policies see it. */
export type PolicyInput = {
  /** The claims of the caller's token. Empty for an anonymous caller. */
  claims: Readonly<Record<string, unknown>>;
  headers: Readonly<Record<string, string>>;
};

/** Decides policies (`@policy`) for a caller. Its answer is checked, since it is written by others. */
export type DecidePolicies = (policies: readonly string[], input: PolicyInput) => Promise<unknown>;

export type PolicySettings = {
  decide: DecidePolicies;
  /** The headers of the client's request on which decisions may depend. */
  headers: readonly string[];
  timeoutMs: number;
};

export const policyTimeoutMsDefault = 1_000;
/** Limit on the remembered decisions. */
const decisionsMax = 50_000;
const answerBytesMax = 64 * 1024;
const maxAgeSecondsMax = 3_600;

const decisionsShape = z.record(z.string(), z.boolean().nullable());
/** The decisions by policy, or these with the time for which they may be remembered. */
const answerShape = z.union([
  z.strictObject({ policies: decisionsShape, maxAgeSeconds: z.number().min(0).optional() }),
  decisionsShape.transform((policies) => ({ policies, maxAgeSeconds: 0 })),
]);

export type Policies = {
  /**
   * The granted policies among some, at once where they are remembered. Rejects with `SERVICE_BUSY` (503) if they
   * cannot be decided: a failure says nothing of the caller.
   */
  grantedOf(
    policies: readonly string[],
    context: Pick<GatewayContext, 'caller' | 'headers'>,
  ): Granted | Promise<Granted>;
  /** The same from what is remembered. A policy of which nothing is remembered is not granted. */
  rememberedOf(policies: readonly string[], context: Pick<GatewayContext, 'caller' | 'headers'>): Granted;
};

export type Granted = ReadonlySet<string>;

/** Decides policies, and remembers the answers for as long as these say. */
export function createPolicies({ decide, headers: names, timeoutMs }: PolicySettings, log: Logger): Policies {
  const remembered = new LRUCache<string, boolean>({ max: decisionsMax });
  /** Questions in flight, so that equal ones are asked once. */
  const asked = new Map<string, Promise<z.output<typeof answerShape>>>();

  const ask = (policies: readonly string[], input: PolicyInput, key: string) => {
    const question = JSON.stringify([key, policies]);
    const inFlight = asked.get(question);
    if (inFlight !== undefined) {
      return inFlight;
    }
    const answer = within(timeoutMs, decide(policies, input))
      .then((given) => answerShape.parse(given))
      .finally(() => asked.delete(question));
    asked.set(question, answer);
    return answer;
  };

  /** Asks for the policies of which nothing is remembered, and adds the granted ones. */
  const addAsked = async (
    { open, granted, key }: { open: readonly string[]; granted: Set<string>; key: (policy: string) => string },
    input: PolicyInput,
  ): Promise<Granted> => {
    const { policies: decisions, maxAgeSeconds = 0 } = await ask(open.toSorted(), input, key('')).catch(
      (error: unknown) => {
        log.warn({ err: error }, 'policies cannot be decided');
        throw refusal(503, 'SERVICE_BUSY', 'The rights of the caller cannot be known at the moment. Try again.');
      },
    );
    for (const policy of open) {
      // A policy about which nothing is said is not granted.
      const isGranted = Object.hasOwn(decisions, policy) && decisions[policy] === true;
      if (isGranted) {
        granted.add(policy);
      }
      if (maxAgeSeconds > 0) {
        remembered.set(key(policy), isGranted, { ttl: Math.min(maxAgeSeconds, maxAgeSecondsMax) * 1_000 });
      }
    }
    return granted;
  };

  return {
    grantedOf: (policies, { caller, headers }) => {
      const asking = pick(headers, names);
      const key = keyOf(caller, asking);
      const granted = new Set<string>();
      const open: string[] = [];
      for (const policy of policies) {
        const decision = remembered.get(key(policy));
        if (decision === undefined) {
          open.push(policy);
        } else if (decision) {
          granted.add(policy);
        }
      }
      return open.length === 0
        ? granted
        : addAsked({ open, granted, key }, { claims: claimsOf(caller), headers: asking });
    },
    rememberedOf: (policies, { caller, headers }) => {
      const key = keyOf(caller, pick(headers, names));
      return new Set(policies.filter((policy) => remembered.get(key(policy)) === true));
    },
  };
}

/** The function in a module of the user's. Throws StartError if it has none. */
export async function policyModule(path: string): Promise<DecidePolicies> {
  const module: unknown = await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    throw new StartError(`The policies in ${path} cannot be loaded: ${String(error)}`, { cause: error });
  });
  const decide = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (typeof decide !== 'function') {
    throw new StartError(`The policies in ${path} must be its default export, a function.`);
  }
  return async (policies, input): Promise<unknown> => decide(policies, input);
}

/** Asks a URL: a POST with the policies and the caller. Any other answer than 200 with JSON is a failure. */
export function policyHook(url: string, timeoutMs: number): DecidePolicies {
  return async (policies, input) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ policies, ...input }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`${url} answered with status ${response.status}`);
    }
    return JSON.parse(await textOf(response, url));
  };
}

async function textOf({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) {
      throw new Error(`${url} answered with more than ${answerBytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function claimsOf({ issuer, subject, tenant, scopes, claims }: Caller): PolicyInput['claims'] {
  return subject === null ? {} : { ...claims, iss: issuer, sub: subject, tenant, scopes };
}

function pick(headers: GatewayContext['headers'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]];
    }),
  );
}

function keyOf(caller: Caller, headers: PolicyInput['headers']): (policy: string) => string {
  const who = `${callerKey(caller)} ${JSON.stringify(headers)}`;
  return (policy) => `${who} ${policy}`;
}

/** Rejects if the promise takes longer. */
async function within<Value>(timeoutMs: number, promise: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`there was no answer within ${timeoutMs} ms`)), timeoutMs);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
