import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { generatedDocuments } from '@tributary/docs/generate.ts';
import { gatewayConfigSchema } from '@tributary/docs/settings-document.ts';
import { closings } from '@tributary/gateway/front/sockets/socket-protocol.ts';
import { configShape } from '@tributary/gateway/settings.ts';
import { errorCodes } from '@tributary/platform/error-codes.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const documents = await generatedDocuments();

describe('the generated documents', () => {
  it.each(documents)('$path equals the output of `pnpm docs:generate`', ({ path, content }) => {
    expect(read(path)).toBe(content);
  });

  it('have a row for each error code and each close code of a socket', () => {
    const document = read('docs/errors.md');
    const missing = [
      ...Object.keys(errorCodes).filter((code) => !document.includes(`| \`${code}\` |`)),
      ...Object.values(closings).filter(({ code }) => !document.includes(`| ${code} |`)),
    ];

    expect(missing).toEqual([]);
  });
});

describe('the table of codes', () => {
  it('has every code that the source uses for an error, and no other', async () => {
    const sources = await sourcesOf('platform', 'gateway', 'subgraphs');
    const given = sources
      .filter(({ path }) => path !== 'platform/error-codes.ts')
      .flatMap(({ text }) => [
        ...text.matchAll(/extensions: \{[^}]*?\bcode: '([A-Z_]+)'/g),
        ...text.matchAll(/\bcode(?:: string)? = '([A-Z_]+)'/g),
        ...text.matchAll(
          /\b(?:Misuse|refused|operationRefusal|withCode|place\.end|\.end|#endAll|endAll)\([^)]*?'([A-Z_]{4,})'/g,
        ),
      ])
      .map(([, code]) => code);
    const unknown = given.filter((code) => code !== undefined && !Object.hasOwn(errorCodes, code));
    const unused = Object.keys(errorCodes).filter(
      (code) => !sources.some(({ path, text }) => path !== 'platform/error-codes.ts' && text.includes(`'${code}'`)),
    );

    expect(given.length).toBeGreaterThan(30);
    // Apollo Server reports this code itself.
    expect({ unknown: [...new Set(unknown)], unused }).toEqual({ unknown: [], unused: ['PERSISTED_QUERY_NOT_FOUND'] });
  });
});

describe('the JSON schema of the gateway’s file', () => {
  it('describes every key', () => {
    expect(undescribed(gatewayConfigSchema(), '')).toEqual([]);
  });

  it('belongs to a shape that accepts the file’s own `$schema`, and refuses an unknown key', () => {
    expect(configShape.safeParse({ $schema: 'docs/gateway-config.schema.json' }).success).toBe(true);
    expect(configShape.safeParse({ planer: 'hive' }).success).toBe(false);
    expect(z.fromJSONSchema(gatewayConfigSchema()).safeParse({ planer: 'hive' }).success).toBe(false);
  });
});

/** The paths of properties without a description. */
function undescribed(
  { properties = {}, additionalProperties, anyOf = [] }: z.core.JSONSchema.BaseSchema,
  path: string,
): string[] {
  const nested = [...anyOf, additionalProperties].flatMap((each) =>
    typeof each === 'object' ? undescribed(each, path) : [],
  );
  const own = Object.entries(properties).flatMap(([name, property]) =>
    typeof property === 'boolean'
      ? []
      : [
          ...(property.description === undefined ? [`${path}${name}`] : []),
          ...undescribed(property, `${path}${name}.`),
        ],
  );
  return [...own, ...nested];
}

async function sourcesOf(...folders: string[]): Promise<{ path: string; text: string }[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', ...folders], { cwd: root });
  return stdout
    .split('\n')
    .filter((path) => path.endsWith('.ts') && !/\/generated\/|\.generated\.ts$/.test(path))
    .map((path) => ({ path, text: read(path) }));
}
