import { z } from 'zod';
import { commaSeparated, flag, logLevel, port, urlOf } from './config.ts';

/**
 * Settings that several processes read from the environment, with notes for operators: `description` is the meaning,
 * `example` a value, `pitfall` the effect of a wrong or missing value. Help texts and docs/settings.md are made from
 * these notes, which are the only place for them.
 */

export const host = z.string().default('127.0.0.1').meta({
  description: 'Address to listen on',
  example: '0.0.0.0',
  pitfall: 'An address of the network makes the server reachable from other machines.',
});

/** The port of a server, with its default. */
export const portOr = (number: number) =>
  port.default(number).meta({
    description: 'Port to listen on; 0 takes a free one',
    example: '8080',
    pitfall: 'A port in use stops the start with a message.',
  });

export const databaseUrl = urlOf(['postgres', 'postgresql']).meta({
  description: 'PostgreSQL 18 database',
  example: 'postgres://user:password@db.example.com:5432/tributary',
  pitfall: 'The login has to be a member of the role `tributary_<name>` of the subgraph that uses it.',
});

/** The URL of a login that may create roles, for migrations. */
export const migrationsDatabaseUrl = databaseUrl.meta({
  description: 'PostgreSQL 18 database, with a login that may create roles',
  example: 'postgres://postgres:password@db.example.com:5432/tributary',
  pitfall: 'With another login the migrations fail, and nothing starts.',
});

/** The URL of Redis. `without` describes the behaviour without one. */
export const redisUrlOr = (without: string) =>
  urlOf(['redis', 'rediss'])
    .optional()
    .meta({
      description: `Redis 7.0 or later, for caches, rate limits and hints between processes. ${without}`,
      example: 'redis://redis.example.com:6379',
      pitfall: 'With an older Redis nothing is cached. A Redis that is away makes requests slower, never wrong.',
    });

/** The level of log lines, with its default. */
export const logLevelOr = (level: z.output<typeof logLevel>) =>
  logLevel.default(level).meta({
    description: 'Least severe level that is logged: fatal, error, warn, info, debug, trace or silent',
    example: 'debug',
    pitfall: '`silent` hides failures too.',
  });

export const corsOriginsNotes = {
  description: 'Origins whose pages may call from a browser, separated by commas',
  example: 'https://app.example.com,https://*.example.com',
  pitfall: 'Pages of other origins are blocked by the browser. `*` admits every page on the web.',
};

/** The name of a host, or `*.` and a name for all subdomains. */
export const hostName = z
  .string()
  .regex(
    /^(?:\*\.)?[\da-z_-]+(?:\.[\da-z_-]+)*$|^\[[\d.:a-f]+\]$/i,
    'Write names without scheme and port, such as api.example.com.',
  );

/** Names of hosts, separated by commas. */
export const allowedHosts = commaSeparated.pipe(z.array(hostName)).default([]).meta({
  description:
    'Names by which clients reach the gateway, separated by commas; `*.example.com` means all subdomains. Without it every name is served, and on a loopback address only `localhost` and addresses of the loopback',
  example: 'api.example.com',
  pitfall: 'Requests for other names get 421. A tunnel to `start` needs its name here.',
});

export const trustedProxies = z.coerce.number().int().min(0).max(10).default(0).meta({
  description: 'Number of trusted proxies in front of the gateway that write `x-forwarded-for`',
  example: '1',
  pitfall: 'Too low: all clients share the rate limits of one proxy. Too high: a client can forge its address.',
});

export const generousSignIn = flag.default(false).meta({
  description: 'Whether far more sign-in attempts are allowed, for demos',
  pitfall: 'In production it weakens the protection against guessed passwords.',
});

export const passwordPage = urlOf(['http', 'https']).optional().meta({
  description:
    'Page on which people set a new password with a link from `resetPassword`; it gets the token as `#token=…`',
  example: 'https://app.example.com/new-password',
  pitfall: 'Without it `resetPassword` gives a token and no link.',
});

export const signInProviders = z.string().optional().meta({
  description: 'JSON file with the identity providers (OpenID Connect) at which people may sign in',
  example: '/etc/tributary/providers.json',
  pitfall: 'It has client secrets: make it readable by the process alone. A mistake in it stops the start.',
});

/** Quotas of an organization: the bounds on what it stores. */
export const quotas = {
  PEOPLE_PER_ORGANIZATION: quotaOf('People that one organization may have', 1_000_000),
  API_CLIENTS_PER_ORGANIZATION: quotaOf('API clients that one organization may have, revoked ones included', 10_000),
  ACCOUNTS_PER_ORGANIZATION: quotaOf('Accounts that one organization may have, closed ones included', 10_000_000),
};

export const dataDirectory = z.string().default('.tributary').meta({
  description: 'Folder of the data of `start`',
  example: '/var/lib/tributary',
  pitfall: 'One process uses a folder at a time; a second one stops with a message.',
});

function quotaOf(description: string, count: number) {
  return z.coerce.number().int().min(1).default(count).meta({
    description,
    example: '50000',
    pitfall: 'At the bound further ones are refused with `QUOTA_REACHED`. Existing ones stay.',
  });
}
