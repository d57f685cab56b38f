import { arrivalDefaults } from '@tributary/platform/http-server.ts';
import { z } from 'zod';
import { inFlightDefaults } from '../request/in-flight.ts';
import { parseKeyExpression } from '../request/rate-limits.ts';

const key = z.union([
  z.enum(['address', 'caller', 'organization']),
  z.strictObject({
    expression: z
      .string()
      .max(1_000)
      .superRefine((expression, context) => {
        try {
          parseKeyExpression(expression);
        } catch (error) {
          context.addIssue({ code: 'custom', message: `is no valid CEL: ${String(error).split('\n', 1).join()}` });
        }
      })
      .meta({
        description:
          'CEL expression over `claims`, `headers`, `scopes`, `subject`, `tenant` and `address`, whose text is the key',
        example: 'claims.azp',
        pitfall: 'If it fails or gives no text, the key is the address.',
      }),
  }),
]);

const rateLimit = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower case letters, digits and dashes')
    .meta({ description: 'Name in headers, metrics and messages', example: 'anonymous' }),
  by: key.meta({
    description:
      'Whom a bucket is for: `address`, `caller` (a person or an API client), `organization` (the tenant), or an expression',
    pitfall: 'Anonymous callers have neither subject nor tenant. They are limited by address.',
  }),
  of: z.enum(['requests', 'cost']).default('requests').meta({
    description: 'What is counted: requests, or the actual cost of answers',
    pitfall: 'The cost is known afterwards, so that one dear request can leave a bucket in debt.',
  }),
  callers: z.enum(['all', 'anonymous', 'signedIn']).default('all').meta({
    description: 'The callers that it limits',
  }),
  capacity: z.number().min(1).max(1e12).meta({ description: 'What a full bucket holds: the greatest burst' }),
  perSecond: z.number().gt(0).max(1e12).meta({ description: 'What a bucket gains in a second' }),
});

const rateLimits = z
  .array(rateLimit)
  .max(20)
  .refine((limits) => new Set(limits.map(({ name }) => name)).size === limits.length, 'each name is for one limit')
  .default([])
  .meta({
    description: 'Rate limits, each with a token bucket for each of its keys; none by default',
    example: [{ name: 'anonymous', by: 'address', callers: 'anonymous', capacity: 200, perSecond: 20 }],
    pitfall:
      'Many people can share an address. With `REDIS_URL` all gateways share the buckets; without it each has its own.',
  });

const places = z.number().int().min(1).max(1_000_000).optional();
const milliseconds = z.number().int().min(100);
const openMax = z.strictObject({
  perAddress: places.meta({
    description: 'Greatest number for one address; an IPv6 address counts with its /64',
    example: 500,
    pitfall: 'Many people can share an address.',
  }),
  perCaller: places.meta({ description: 'Greatest number for one person or API client', example: 50 }),
  perOrganization: places.meta({ description: 'Greatest number for one tenant', example: 5_000 }),
});

/** Bounds on what clients send and keep open, in the settings of the file. */
export const trafficShape = z
  .strictObject({
    rateLimits,
    localShare: z.number().gt(0).max(1).default(1).meta({
      description: 'Share of each rate limit that this gateway allows alone while Redis does not answer',
      example: 0.25,
      pitfall: 'Use about one divided by the number of gateways.',
    }),
    inFlight: z
      .strictObject({
        requestsMax: z.number().int().min(1).max(100_000).default(inFlightDefaults.requestsMax).meta({
          description: 'Requests that are answered at once. Further ones wait, and readiness is red',
        }),
        waitingMax: z.number().int().min(0).max(100_000).default(inFlightDefaults.waitingMax).meta({
          description: 'Requests that wait. Further ones get 503 `SERVICE_BUSY`',
        }),
        waitMs: milliseconds.max(60_000).default(inFlightDefaults.waitMs).meta({
          description: 'How long a request waits, in milliseconds, before it gets 503 `SERVICE_BUSY`',
        }),
      })
      .prefault({})
      .meta({ description: 'Bounds on the requests in flight' }),
    headersMs: milliseconds.max(600_000).default(arrivalDefaults.headersMs).meta({
      description: 'Deadline for the headers of a request, in milliseconds; a slower client gets 408',
    }),
    requestMs: milliseconds.max(3_600_000).default(arrivalDefaults.requestMs).meta({
      description: 'Deadline for a whole request, in milliseconds; a slower client gets 408',
      pitfall: 'Too short: large requests over slow lines fail.',
    }),
    connectionsPerAddress: places.meta({
      description: 'Greatest number of TCP connections of one address; further ones are cut',
      example: 1_000,
      pitfall: 'Behind a proxy all connections come from its address: leave this out there.',
    }),
    sockets: openMax.prefault({}).meta({ description: 'Bounds on open WebSockets; none by default' }),
    subscriptions: openMax.prefault({}).meta({
      description: 'Bounds on open subscriptions, over all transports; none by default',
      pitfall: 'Further ones are refused with `LIMIT_EXCEEDED`.',
    }),
    anonymousIdleMs: milliseconds.max(86_400_000).optional().meta({
      description: 'How long a WebSocket without a token may have no operation, in milliseconds; for ever by default',
      example: 60_000,
    }),
  })
  .refine(({ headersMs, requestMs }) => headersMs <= requestMs, '`headersMs` is longer than `requestMs`')
  .prefault({})
  .meta({ description: 'Bounds on what clients send and keep open' });
