import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { supergraphSdl } from '@tributary/schema/subgraph-sources.ts';
import {
  buildSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type GraphQLInterfaceType,
  type GraphQLSchema,
} from 'graphql';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
let guide: string;
let schema: GraphQLSchema;

beforeAll(async () => {
  guide = await readFile(join(root, 'docs/partners.md'), 'utf8');
  schema = buildSchema(supergraphSdl(), { assumeValidSDL: true });
});

it('the TypeScript of the guide and of partners/ compiles under `strict`, as a partner would compile it', async () => {
  // Below tests/, whose packages include the clients. The leading dot keeps it out of the project's own types.
  const folder = await mkdtemp(join(root, 'tests/.partners-guide-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const programs = await readdir(join(root, 'partners')).then((names) => names.filter((name) => name.endsWith('.ts')));
  const examples = blocksOf('ts');
  await Promise.all(examples.map((text, index) => writeFile(join(folder, `example-${index + 1}.ts`), text)));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2024',
        module: 'nodenext',
        lib: ['esnext', 'dom', 'dom.iterable'],
        types: ['node'],
        allowImportingTsExtensions: true,
        resolveJsonModule: true,
        skipLibCheck: true,
      },
      include: ['*.ts', join(root, 'partners/*.ts')],
    }),
  );

  const compiled = await promisify(execFile)(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    folder,
  ]).then(
    () => '',
    (error: unknown) => z.object({ stdout: z.string() }).parse(error).stdout,
  );

  expect(examples.length).toBeGreaterThanOrEqual(3);
  expect(programs.length).toBeGreaterThanOrEqual(2);
  expect(compiled).toBe('');
});

it('the operations of the guide are valid for the schema', () => {
  const problems = blocksOf('graphql').flatMap((text) => validate(schema, parse(text)));

  expect(problems).toEqual([]);
});

it('the guide shows a payload of each event, with fields that the event has', () => {
  const payloads = blocksOf('json')
    .map((text) => z.looseObject({ __typename: z.string().optional() }).parse(JSON.parse(text)))
    .filter(({ __typename }) => __typename !== undefined);
  const unknown = payloads.flatMap((payload) => unknownFields(payload, payload.__typename ?? ''));

  expect(payloads.map(({ __typename }) => __typename ?? '').toSorted((one, other) => one.localeCompare(other))).toEqual(
    schema
      .getPossibleTypes(eventType())
      .map(({ name }) => name)
      .toSorted((one, other) => one.localeCompare(other)),
  );
  expect(unknown).toEqual([]);
});

/** The blocks of code in one language, without the indentation of a list. */
function blocksOf(language: string): string[] {
  const blocks = [...guide.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\`$`, 'gms'))];
  return blocks.map(([, indent = '', text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

function eventType(): GraphQLInterfaceType {
  const type = schema.getType('LedgerEvent');
  if (!isInterfaceType(type)) {
    throw new Error('there is no interface LedgerEvent');
  }
  return type;
}

/** The paths of an example's fields that its type lacks. */
function unknownFields(value: Readonly<Record<string, unknown>>, typeName: string): string[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) {
    return [typeName];
  }
  return Object.entries(value).flatMap(([name, below]) => {
    const field = type.getFields()[name];
    if (name === '__typename') {
      return [];
    }
    if (field === undefined) {
      return [`${typeName}.${name}`];
    }
    const object = z.record(z.string(), z.unknown()).safeParse(below);
    return object.success ? unknownFields(object.data, getNamedType(field.type).name) : [];
  });
}
