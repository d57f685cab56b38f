export type NewSubgraph = { name: string; port: number };

/**
 * The files of a new subgraph, by path from the root: a list of named rows, visible to members of their organization.
 */
// oxlint-disable-next-line max-lines-per-function -- one template after the other
export function filesOf({ name, port }: NewSubgraph): Record<string, string> {
  const field = singularOf(name);
  const type = typeOf(name);
  // A word without a plural form would name both the table and the row in the code.
  const table = field === name ? `${name}Table` : name;
  return {
    [`schema/${name}.graphql`]: `# Say here what the ${name} are.
type Query {
  """
  A ${field} of your organization, by id; null if there is no such ${field} for you.
  """
  ${field}(
    "Its UUID."
    id: ID!
  ): ${type}
}

"""
Say in one sentence, for a partner, what a ${field} is.
"""
type ${type} @key(fields: "id") {
  "A UUID."
  id: ID!
  "The name that it was given. Null if you may not see the ${field}."
  name: String
  "When it was made. Null if you may not see the ${field}."
  createdAt: DateTime
}
`,
    [`schema/operations/${name}.graphql`]: `"""
Reads a ${field} of your organization. Null if there is no such ${field} for you.
"""
query Get${type}(
  "The UUID of the ${field}."
  $id: ID!
) @endpoint(method: GET, path: "/${name}/{id}") {
  ${field}(id: $id) {
    id
    name
    createdAt
  }
}
`,
    [`subgraphs/${name}/package.json`]: `${JSON.stringify(
      {
        name: `@tributary/${name}`,
        version: '0.1.0',
        private: true,
        description: `Say here what the ${name} are`,
        type: 'module',
        exports: { './*': './*' },
        dependencies: {
          '@tributary/domain': 'workspace:*',
          '@tributary/kit': 'workspace:*',
          '@tributary/platform': 'workspace:*',
          dataloader: 'catalog:',
          'drizzle-orm': 'catalog:',
          graphql: 'catalog:',
          zod: '4.6.7',
        },
      },
      null,
      2,
    )}\n`,
    [`subgraphs/${name}/manifest.ts`]: `import { defineSubgraph } from '@tributary/kit/define-subgraph.ts';

/** Say here what the ${name} are. */
export const manifest = defineSubgraph({
  name: '${name}',
  port: ${port},
  needs: [],
  ids: {},
  scopes: [],
  mappers: { ${type}: './tables.ts#${type}Row' },
  settings: {},
  load: () => import('./${name}-subgraph.ts'),
});
`,
    [`subgraphs/${name}/${name}-subgraph.ts`]: `import { openRevocations } from '@tributary/domain/revocations.ts';
import { viewerOf } from '@tributary/domain/viewer.ts';
import type { OpenSubgraph, SubgraphResources } from '@tributary/kit/define-subgraph.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { createSubgraph } from '@tributary/kit/subgraph.ts';
import { openPostgres } from '@tributary/platform/postgres.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers.ts';

/** Opens the subgraph in a process of the platform. */
export async function open({
  databaseUrl,
  trust,
  hints,
  log,
  metrics,
  onStatement,
}: SubgraphResources): Promise<OpenSubgraph> {
  const { db, ping, close } = openPostgres({
    url: databaseUrl,
    role: 'tributary_${name}',
    applicationName: 'tributary-${name}',
    onStatement,
  });
  const revocations = openRevocations({ subgraph: '${name}', databaseUrl, hints, log, metrics });
  const subgraph = await createSubgraph<Context>({
    name: '${name}',
    sdl: subgraphSdl('${name}'),
    resolvers,
    createContext: ({ caller }) => {
      const viewer = viewerOf(caller);
      return { viewer, load: createLoaders(db, viewer) };
    },
    trust,
    revocations,
    log,
  });
  return {
    subgraph,
    ping,
    close: async () => {
      await subgraph.close();
      await revocations.close();
      await close();
    },
  };
}
`,
    [`subgraphs/${name}/context.ts`]: `import type { Viewer } from '@tributary/domain/viewer.ts';
import type { Loaders } from './loaders.ts';

/** The context of this subgraph's resolvers, new for every request. */
export type Context = { viewer: Viewer; load: Loaders };
`,
    [`subgraphs/${name}/loaders.ts`]: `import { inKeyOrder } from '@tributary/kit/batching.ts';
import type { Database } from '@tributary/platform/postgres.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import DataLoader from 'dataloader';
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { ${table}, type ${type}Row } from './tables.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/**
 * The loaders of one request. They are new for every request: a loader caches rows, and one viewer's rows must never
 * reach another. A row that the viewer may not see loads as null.
 */
export function createLoaders(db: Database, viewer: Viewer) {
  return {
    ${field}: new DataLoader<string, ${type}Row | null>(async (ids) => {
      const rows = await db
        .select()
        .from(${table})
        .where(and(inArray(${table}.id, [...ids]), visibleTo(viewer)));
      return inKeyOrder(ids, rows, (row) => row.id);
    }),
  };
}

/** Every member sees the rows of their organization. */
function visibleTo(viewer: Viewer): SQL {
  return viewer.kind === 'anonymous' ? sql\`false\` : eq(${table}.organizationId, viewer.organizationId);
}
`,
    [`subgraphs/${name}/resolvers.ts`]: `import { z } from 'zod';
import type { Resolvers } from './resolvers.generated.ts';
import type { Loaders } from './loaders.ts';
import type { ${type}Row } from './tables.ts';

export const resolvers: Resolvers = {
  Query: {
    ${field}: (_, { id }, { load }) => by(id, load.${field}),
  },

  ${type}: {
    __resolveReference: ({ id }, { load }) => by(id, load.${field}),
  },
};

/** A text that is not a UUID identifies no row. */
async function by(id: string, loader: Loaders['${field}']): Promise<${type}Row | null> {
  return z.uuid().safeParse(id).success ? loader.load(id.toLowerCase()) : null;
}
`,
    [`subgraphs/${name}/tables.ts`]: `import { pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const schema = pgSchema('${name}');

export const ${table} = schema.table('${name}', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  name: text('name').notNull(),
  createdAt: timestamp('created_at', { precision: 3, withTimezone: true }).notNull().defaultNow(),
});
export type ${type}Row = typeof ${table}.$inferSelect;
`,
    [`tests/${name}/${name}.test.ts`]: `import { noCache } from '@tributary/platform/cache.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { createMetrics } from '@tributary/platform/metrics.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { noSigner } from '@tributary/platform/caller-signer.ts';
import { subgraphs } from '@tributary/registry/registry.ts';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { signFor, trust } from '../support/service-keys.ts';

const [id, organizationId] = [newId(), newId()];
let opened: Awaited<ReturnType<typeof openSubgraph>>;

beforeAll(async () => {
  opened = await openSubgraph();
});
afterAll(() => opened.close());

it('shows a ${field} to those of its organization', async () => {
  const answer = await ask({ kind: 'user', id: newId(), organizationId, role: 'CUSTOMER', expiresAt: 4_000_000_000 });

  expect(answer).toMatchObject({ data: { ${field}: { id, name: 'First' } } });
});

it('hides it from others', async () => {
  const stranger: Viewer = {
    kind: 'user',
    id: newId(),
    organizationId: newId(),
    role: 'OPERATOR',
    expiresAt: 4_000_000_000,
  };

  expect(await ask(stranger)).toMatchObject({ data: { ${field}: null } });
  expect(await ask({ kind: 'anonymous' })).toMatchObject({ data: { ${field}: null } });
});

async function ask(viewer: Viewer) {
  return opened.subgraph.execute({
    query: 'query ($id: ID!) { ${field}(id: $id) { id name } }',
    variables: { id },
    caller: signFor('${name}', callerOf(viewer)),
    requestId: 'test',
  });
}

async function openSubgraph() {
  const { url } = await freshDatabase();
  const sql = postgres(url, { max: 1 });
  await sql\`insert into ${name}.${name} (id, organization_id, name) values (\${id}, \${organizationId}, 'First')\`;
  await sql.end();
  const log = createLogger({ name: 'test', level: 'silent' });
  const hints = openHints({ log });
  const { open } = await subgraphs.${name}.load();
  const subgraph = await open({
    databaseUrl: url,
    trust,
    signer: noSigner('${name}'),
    caches: noCache(),
    hints,
    log,
    metrics: createMetrics(),
    subgraphs: {},
    settings: {},
  });
  return {
    ...subgraph,
    close: async () => {
      await subgraph.close();
      await hints.close();
    },
  };
}
`,
  };
}

/** The GraphQL type of a new subgraph: `Card` for `cards`. */
export function typeOf(name: string): string {
  const singular = singularOf(name);
  return singular.charAt(0).toUpperCase() + singular.slice(1);
}

function singularOf(name: string): string {
  return name.replace(/(?<=[^s])s$/, '');
}

/** SQL that grants the role of the subgraph access to its table. */
export function grantsOf(name: string): string {
  return `--> statement-breakpoint
grant select, insert on ${name}.${name} to tributary_${name};
`;
}
