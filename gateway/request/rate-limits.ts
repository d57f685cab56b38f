import { hash } from 'node:crypto';
import { anonymousCaller, clientOf } from '@tributary/platform/caller.ts';
import { Counter, type Registry } from '@tributary/platform/metrics.ts';
import type { GraphQLError } from 'graphql';
import type { BucketLevel, TokenBuckets } from '@tributary/platform/token-buckets.ts';
import { callerEnvironment, parseExpression, variablesOf } from './caller-expression.ts';
import type { GatewayContext } from './gateway-context.ts';
import { refusal } from './refusal.ts';

/** Token buckets: one for each key, which holds up to `capacity` requests or units of cost, and gains `perSecond`. */
export type RateLimit = {
  /** The name in headers, metrics and messages. */
  name: string;
  /** Whom a bucket is for: an address, a caller (a person or an API client), a tenant, or a value of an expression. */
  by: 'address' | 'caller' | 'organization' | { expression: string };
  of: 'requests' | 'cost';
  /** The callers that it limits. */
  callers: 'all' | 'anonymous' | 'signedIn';
  capacity: number;
  perSecond: number;
};

/** The parts of a request that limits depend on. */
export type Asking = Pick<GatewayContext, 'caller' | 'headers'>;

/** A request that its limits let in. */
export type Admission = {
  /** `RateLimit` and `RateLimit-Policy`, which show clients their limits. */
  headers: Readonly<Record<string, string>>;
  /** Takes the actual cost of the request from the buckets of cost, which may leave them in debt. */
  charge(cost: number): void;
};

export type RateLimits = {
  /** Throws `REQUEST_RATE_LIMITED` (HTTP 429) if a bucket has no token left. Nothing is taken then. */
  admit(asking: Asking): Promise<Admission>;
};

/** The price of admission to each bucket. The cost of a request is known only afterwards. */
const admissionTokens = 1;

/** Limits the rates of requests. All buckets of a request are asked in one round trip. */
export function createRateLimits({
  limits,
  buckets,
  metrics,
}: {
  limits: readonly RateLimit[];
  buckets: TokenBuckets;
  metrics: Registry;
}): RateLimits {
  const refused = new Counter({
    name: 'tributary_gateway_rate_limited_total',
    help: 'Requests that a rate limit refused, by its name',
    labelNames: ['limit'],
    registers: [metrics],
  });
  const keyed = limits.map((limit) => ({ ...limit, policy: policyOf(limit), keyOf: keyReader(limit.by) }));

  return {
    admit: async (asking) => {
      const wanted = keyed
        .filter(({ callers }) => callers === 'all' || (callers === 'anonymous') === (asking.caller.subject === null))
        .map((limit) => ({ ...limit, key: `${limit.name}:${digestOf(limit.keyOf(asking))}`, tokens: admissionTokens }));
      if (wanted.length === 0) {
        return freeAdmission;
      }
      const levels = await buckets.take(wanted);
      const states = wanted.flatMap((limit, index) => {
        const level = levels[index];
        return level === undefined ? [] : [{ limit, level }];
      });
      const headers = {
        'ratelimit-policy': wanted.map(({ policy }) => policy).join(', '),
        ratelimit: states.map(levelOf).join(', '),
      };
      const empty = states.filter(({ level }) => !level.isEnough);
      if (empty.length > 0) {
        empty.forEach(({ limit }) => refused.inc({ limit: limit.name }));
        throw tooMany(empty, headers);
      }
      const ofCost = wanted.filter(({ of }) => of === 'cost');
      return {
        headers,
        charge: (cost) => {
          // Admission is not given back, so that requests that cost nothing are limited, too.
          const tokens = cost - admissionTokens;
          if (ofCost.length > 0 && tokens > 0) {
            void buckets.charge(ofCost.map((bucket) => ({ ...bucket, tokens })));
          }
        },
      };
    },
  };
}

/** The admission of a request that no limit is for. */
export const freeAdmission: Admission = { headers: {}, charge: () => {} };

type LimitState = { limit: RateLimit; level: BucketLevel };

/** The expression of a limit, ready to be evaluated. Throws an Error with the position of a mistake. */
export function parseKeyExpression(expression: string): (asking: Asking) => unknown {
  const evaluate = parseExpression(environment, expression);
  return ({ caller, headers }) => evaluate({ ...variablesOf(caller), address: caller.address ?? '', headers });
}

const environment = callerEnvironment().registerVariable('address', 'string').registerVariable('headers', 'map');

/**
 * Reads the key of a bucket. Where there is none, as for anonymous callers, it is the address. An IPv6 address counts
 * with its /64.
 */
function keyReader(by: RateLimit['by']): (asking: Asking) => string {
  const byAddress = ({ caller: { address } }: Asking): string => clientOf({ ...anonymousCaller, address });
  switch (by) {
    case 'address':
      return byAddress;
    case 'caller':
      return ({ caller }) => clientOf(caller);
    case 'organization':
      return (asking) =>
        asking.caller.tenant === null
          ? byAddress(asking)
          : JSON.stringify([asking.caller.issuer, asking.caller.tenant]);
    default: {
      const evaluate = parseKeyExpression(by.expression);
      return (asking) => {
        try {
          const value = evaluate(asking);
          return typeof value === 'string' && value !== '' ? `value ${value}` : byAddress(asking);
        } catch {
          // A claim or a header that this request lacks.
          return byAddress(asking);
        }
      };
    }
  }
}

/** A key of bounded length, which shows no one's address or subject to readers of Redis. */
function digestOf(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 22);
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function policyOf({ name, of, capacity, perSecond }: RateLimit): string {
  const unit = of === 'cost' ? ';qu="cost"' : '';
  return `"${name}";q=${Math.floor(capacity)};w=${Math.ceil(capacity / perSecond)}${unit}`;
}

function levelOf({ limit: { name, capacity, perSecond }, level: { tokens } }: LimitState): string {
  const secondsToFull = Math.max(Math.ceil((capacity - tokens) / perSecond), 0);
  return `"${name}";r=${Math.max(Math.floor(tokens), 0)};t=${secondsToFull}`;
}

function tooMany(empty: readonly LimitState[], headers: Readonly<Record<string, string>>): GraphQLError {
  const waits = empty.map(({ limit, level }) => (admissionTokens - level.tokens) / limit.perSecond);
  const seconds = Math.max(Math.ceil(Math.max(...waits)), 1);
  const names = empty.map(({ limit: { name, of } }) => `\`${name}\` (${of})`).join(' and ');
  return refusal(429, 'REQUEST_RATE_LIMITED', `The rate limit ${names} is used up. Try again in ${seconds} s.`, {
    ...headers,
    'retry-after': String(seconds),
  });
}
