import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import { commaSeparated, StartError } from '@tributary/platform/config.ts';
import { requestIdHeader } from '@tributary/platform/transport/transport.ts';
import cors from 'cors';
import { z } from 'zod';
import { headerName } from '../request/header-rules.ts';

const originShape = z.string().superRefine((text, { addIssue }) => {
  const mistake = mistakeInOrigin(text);
  if (mistake !== null) {
    addIssue(mistake);
  }
});

/** A list of origins, separated by commas. */
export const originList = commaSeparated.pipe(z.array(originShape));

const maxAgeDefault = 600;

/** The settings of a file. */
export const corsShape = z.strictObject({
  origins: z
    .array(originShape)
    .default([])
    .meta({
      description:
        'Origins whose pages may call: `https://*.example.com` means all subdomains, `http://localhost:*` all ports, `*` any origin',
      example: ['https://app.example.com'],
      pitfall: '`*` together with `credentials` stops the start.',
    }),
  allowedHeaders: z
    .array(headerName)
    .optional()
    .meta({
      description: 'Headers that pages may send besides those that the gateway reads. Without it, any header',
      example: ['x-tenant'],
      pitfall: 'A browser blocks requests with a header that is missing here.',
    }),
  exposedHeaders: z
    .array(headerName)
    .optional()
    .meta({
      description: 'Headers that pages may read, besides `x-request-id`, `retry-after` and `ratelimit`',
      example: ['x-version'],
    }),
  credentials: z.boolean().optional().meta({
    description: 'Whether pages may send cookies; not with the origin `*`',
    default: false,
  }),
  maxAge: z.number().int().min(0).max(86_400).optional().meta({
    description: 'Time for which a browser remembers these rights, in seconds',
    default: maxAgeDefault,
  }),
});

/**
 * The permissions of pages of other origins. The names and defaults are those of the `cors` package, except for the
 * lists.
 */
export type CorsSettings = {
  /** Headers that pages may send, besides those that the gateway itself uses. Undefined: any header. */
  allowedHeaders?: readonly string[] | undefined;
  /** Headers of answers that pages may read, besides `x-request-id`, `retry-after` and those of rate limits. */
  exposedHeaders?: readonly string[] | undefined;
  /** Whether pages may send cookies. */
  credentials?: boolean | undefined;
  /** How many seconds a browser may cache its permissions. */
  maxAge?: number | undefined;
};

/** The headers that clients of GraphQL and REST send. The headers that header rules and overrides name are added. */
const ownHeaders = [
  'authorization',
  'content-type',
  'accept',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-apollo-operation-id',
  'apollographql-client-name',
  'apollographql-client-version',
  'graphql-client-name',
  'graphql-client-version',
  'graphql-require-preflight',
  'x-requested-with',
  'last-event-id',
  'idempotency-key',
  'if-none-match',
  'prefer',
  'traceparent',
  'tracestate',
  'baggage',
  requestIdHeader,
];
const exposedOwn = [requestIdHeader, 'retry-after', 'ratelimit', 'ratelimit-policy'];

/** Any page on this machine, on any port: for a demo. */
export const localOrigins = ['http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*'];

/**
 * Tells browsers, in the headers of each response, which pages of other origins may call
 * (https://fetch.spec.whatwg.org/#http-cors-protocol). An origin is one such as `https://app.example.com`, also with
 * `*.` for all subdomains or `:*` for all ports; `*` is any. Throws StartError for an invalid one.
 */
export function createCors({
  origins,
  namedHeaders,
  settings: { allowedHeaders, exposedHeaders = [], credentials = false, maxAge = maxAgeDefault },
}: {
  origins: readonly string[];
  /** Headers that rules of the gateway name. */
  namedHeaders: () => readonly string[];
  settings: CorsSettings;
}): (request: HttpRequest, response: HttpResponse) => void {
  if (origins.length === 0) {
    return () => {};
  }
  const everybody = origins.find((origin) => origin === '*' || origin === 'null');
  if (credentials && everybody !== undefined) {
    throw new StartError(
      `The origin "${everybody}" cannot be allowed together with credentials: every page on the web could act as its visitor. List the origins that may.`,
    );
  }
  const options: cors.CorsOptions = {
    origin: origins.includes('*') ? '*' : origins.map(matcherOf),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [...new Set([...exposedOwn, ...exposedHeaders])],
    credentials,
    maxAge,
    preflightContinue: true,
  };
  const listed = () => [...new Set([...ownHeaders, ...namedHeaders(), ...(allowedHeaders ?? [])])];
  const handle = cors(({ method, headers }, answer) => {
    const reflects = allowedHeaders === undefined && headers['access-control-request-headers'] !== undefined;
    answer(null, method !== 'OPTIONS' || reflects ? options : { ...options, allowedHeaders: listed() });
  });
  return (request, response) => {
    if (options.origin !== '*') {
      // On every response, in lower case like all our headers. The package adds it only where it is missing.
      response.appendHeader('vary', 'origin');
    }
    handle(request, response, () => {});
  };
}

/**
 * Returns the reason why a WebSocket is refused for its origin, or null. Browsers ask no server before they open one to
 * another site. Pages of this host may, and those of the given origins, which are of the same form as in `createCors`.
 * A client that sends no origin is no browser. Behind trusted proxies `x-forwarded-host` names this host too.
 */
export function createOriginCheck({
  origins,
  trustedProxies,
}: {
  origins: readonly string[];
  trustedProxies: number;
}): (request: HttpRequest) => string | null {
  const matchers = origins.map(matcherOf);
  const isAllowed = (origin: string) =>
    matchers.some((matcher) =>
      typeof matcher === 'string' ? matcher === '*' || matcher === origin : matcher.test(origin),
    );
  return ({ headers: { origin, host, ...headers } }) => {
    const forwarded = trustedProxies > 0 ? headers['x-forwarded-host'] : undefined;
    const hosts = [host, forwarded].flatMap((names) => (typeof names === 'string' ? names.split(',') : []));
    return origin === undefined || hosts.some((name) => isOriginOf(name.trim(), origin)) || isAllowed(origin)
      ? null
      : 'Pages of this origin may not open a WebSocket here. CORS_ORIGINS allows origins.';
  };
}

/** Whether an origin is that of a host, whose port may be missing where it is the default of the scheme. */
function isOriginOf(host: string, origin: string): boolean {
  const own = `${origin.split('://', 1)[0]}://${host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(own).host === new URL(origin).host;
}

/** The reason why a text is not an origin, or null. */
function mistakeInOrigin(text: string): string | null {
  const { any, host } = originForm.exec(text)?.groups ?? {};
  if (any !== undefined && host !== undefined && !host.includes('.') && host !== 'localhost') {
    return `"${text}" would let every page below .${host} call: name a domain of yours, such as https://*.example.${host}`;
  }
  if (text === '*' || text === 'null' || host !== undefined) {
    return null;
  }
  return `"${text}" is no origin: write a scheme, a host and, if need be, a port, such as https://app.example.com, https://*.example.com or http://localhost:*`;
}

/** An origin as browsers send it, with a wildcard before the host or for the port. */
const originForm =
  /^(?<scheme>[a-z][\d+.a-z-]*):\/\/(?<any>\*\.)?(?<host>[\d_a-z-]+(?:\.[\d_a-z-]+)*|\[[\d.:a-f]+\])(?::(?<port>\d{1,5}|\*))?\/?$/i;
const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** Subdomains are of any depth, and do not include the domain itself. */
function matcherOf(origin: string): string | RegExp {
  const mistake = mistakeInOrigin(origin);
  if (mistake !== null) {
    throw new StartError(mistake);
  }
  const { scheme = '', any, host = '', port } = originForm.exec(origin.toLowerCase())?.groups ?? {};
  if (scheme === '') {
    return origin;
  }
  const isDefault = port === undefined || port === defaultPorts[scheme];
  if (any === undefined && port !== '*') {
    return `${scheme}://${host}${isDefault ? '' : `:${port}`}`;
  }
  const subdomains = any === undefined ? '' : String.raw`(?:[\w-]+\.)+`;
  const ports = port === '*' ? String.raw`(?::\d{1,5})?` : isDefault ? '' : `:${port}`;
  return new RegExp(`^${RegExp.escape(`${scheme}://`)}${subdomains}${RegExp.escape(host)}${ports}$`);
}
