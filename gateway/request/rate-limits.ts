import { hash } from 'node:crypto';
import { anonymousCaller, clientOf, type Caller } from '@tributary/platform/caller.ts';
import { Counter, type Registry } from '@tributary/platform/metrics.ts';
import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import type { GraphQLError } from 'graphql';
import type { BucketLevel, TokenBuckets, WantedTokens } from '@tributary/platform/token-buckets.ts';
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
  admit(asking: Asking): Admission | Promise<Admission>;
};

/** The price of admission to each bucket. The cost of a request is known only afterwards. */
const admissionTokens = 1;
const keyLengthMax = 64;

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
  const known = limits.map((limit) => ({
    callers: limit.callers,
    policy: policyOf(limit),
    bucketOf: bucketReader(limit),
  }));
  const limitsFor = (callers: RateLimit['callers']) => {
    const chosen = known.filter((limit) => limit.callers === 'all' || limit.callers === callers);
    return { limits: chosen, policy: chosen.map(({ policy }) => policy).join(', ') };
  };
  const [forAnonymous, forSignedIn] = [limitsFor('anonymous'), limitsFor('signedIn')];

  return {
    admit: (asking) => {
      const { limits: own, policy } = asking.caller.subject === null ? forAnonymous : forSignedIn;
      if (own.length === 0) {
        return freeAdmission;
      }
      const wanted = own.map(({ bucketOf }) => bucketOf(asking));
      const decide = (levels: readonly BucketLevel[]): Admission => {
        const states = levels.flatMap((level, index) => {
          const limit = wanted[index];
          return limit === undefined ? [] : [{ limit, level }];
        });
        const headers = { 'ratelimit-policy': policy, ratelimit: states.map(levelOf).join(', ') };
        const empty = states.filter(({ level }) => !level.isEnough);
        if (empty.length > 0) {
          empty.forEach(({ limit }) => refused.inc({ limit: limit.name }));
          throw tooMany(empty, headers);
        }
        return {
          headers,
          charge: (cost) => {
            // Admission is not given back, so that requests that cost nothing are limited, too.
            const tokens = cost - admissionTokens;
            const charged = tokens > 0 ? wanted.filter(({ of }) => of === 'cost') : [];
            if (charged.length > 0) {
              void buckets.charge(charged.map((bucket) => ({ ...bucket, tokens })));
            }
          },
        };
      };
      const levels = buckets.take(wanted);
      return levels instanceof Promise ? levels.then(decide) : decide(levels);
    },
  };
}

/** The admission of a request that no limit is for. */
export const freeAdmission: Admission = { headers: {}, charge: () => {} };

/** A limit with the level of its bucket. */
type LimitState = { limit: NamedBucket; level: BucketLevel };

type NamedBucket = Pick<RateLimit, 'name' | 'of' | 'capacity' | 'perSecond'>;
type WantedBucket = NamedBucket & WantedTokens;

/** The expression of a limit, ready to be evaluated. Throws an Error with the position of a mistake. */
export function parseKeyExpression(expression: string): (asking: Asking) => unknown {
  const evaluate = parseExpression(environment, expression);
  return ({ caller, headers }) => evaluate({ ...variablesOf(caller), address: caller.address ?? '', headers });
}

const environment = callerEnvironment().registerVariable('address', 'string').registerVariable('headers', 'map');

/** Finds the bucket of a limit for a request. One that depends on the caller alone is made once for each caller. */
function bucketReader({ name, by, of, capacity, perSecond }: RateLimit): (asking: Asking) => WantedBucket {
  const bucketOf = (key: string): WantedBucket => ({
    name,
    of,
    key: `${name}:${shortKey(key)}`,
    capacity,
    perSecond,
    tokens: admissionTokens,
  });
  if (typeof by === 'string') {
    const bucketOfCaller = rememberedBy((caller: Caller) => bucketOf(keysOfCallers[by](caller)));
    return ({ caller }) => bucketOfCaller(caller);
  }
  const evaluate = parseKeyExpression(by.expression);
  return (asking) => {
    try {
      const value = evaluate(asking);
      return bucketOf(typeof value === 'string' && value !== '' ? `value ${value}` : networkOf(asking.caller));
    } catch {
      // A claim or a header that this request lacks.
      return bucketOf(networkOf(asking.caller));
    }
  };
}

/** The key of a caller without another one, as of anonymous callers. An IPv6 address counts with its /64. */
const networkOf = ({ address }: Caller): string => clientOf({ ...anonymousCaller, address });

const keysOfCallers = {
  address: networkOf,
  caller: clientOf,
  organization: (caller: Caller) =>
    caller.tenant === null ? networkOf(caller) : JSON.stringify([caller.issuer, caller.tenant]),
};

/** A key of bounded length. */
function shortKey(key: string): string {
  return key.length <= keyLengthMax ? key : hash('sha256', key, 'base64url');
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
