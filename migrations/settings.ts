import { secret } from '@tributary/platform/config.ts';
import { migrationsDatabaseUrl } from '@tributary/platform/settings.ts';
import { bySubgraph, subgraphNames, type SubgraphName } from '@tributary/registry/registry.ts';

const password = secret
  .regex(/^[!-~]+$/, 'must be printable ASCII without spaces')
  .optional()
  .meta({
    description:
      'Password of the PostgreSQL login `tributary_<name>_login` of this subgraph, which `migrate` makes or changes. Without it no login is made',
    pitfall: 'A changed password has to be in `DATABASE_URL` of the subgraph, too.',
  });

/** The environment variable with the password of a subgraph's login. */
export function passwordSetting(name: SubgraphName): string {
  return `DATABASE_PASSWORD_${name.toUpperCase()}`;
}

/** Settings of the environment for `migrate`. */
export const migrationSettings = {
  DATABASE_URL: migrationsDatabaseUrl,
  ...Object.fromEntries(subgraphNames.map((name) => [passwordSetting(name), password])),
};

/** The passwords of the logins that are to be made. */
export function passwordsIn(config: Readonly<Record<string, string | undefined>>) {
  return bySubgraph((name) => config[passwordSetting(name)]);
}
