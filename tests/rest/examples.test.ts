import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ExampleValues } from './example-values.ts';
import { documentShape, operationsIn, type DocumentedOperation } from './generate-requests.ts';
import { callerAt, openRest, type RestResponse } from './open-rest.ts';

const file = fileURLToPath(new URL('../../schema/operations/examples.json', import.meta.url));
const record = z.record(z.string(), z.unknown());
const storyShape = z.array(z.object({ operation: z.string(), variables: record.default({}) }).loose());
const contentShape = z.looseObject({
  content: z.record(z.string(), z.looseObject({ example: z.unknown().optional() })),
});

type Answered = Pick<RestResponse, 'status' | 'body'>;

let rest: Awaited<ReturnType<typeof openRest>>;
let document: Record<string, unknown>;
let operations: DocumentedOperation[];
beforeAll(async () => {
  rest = await openRest();
  document = record.parse((await rest.call('GET', '/api/openapi.json')).body);
  operations = operationsIn(documentShape.parse(document));
});
afterAll(() => rest.close());

describe('the document', () => {
  it('has an example of the request and of the answer of each endpoint', () => {
    const pointers = exampledIn(document, '').map(({ pointer }) => pointer);
    const without = operations.flatMap(({ operationId, path, method, parameters, requestBody }) => {
      const at = `/paths/${escaped(path)}/${method.toLowerCase()}`;
      const isThere = (part: string) => pointers.some((pointer) => pointer.startsWith(`${at}/${part}`));
      return [
        ...parameters.flatMap(({ required = false }, index) => (required ? [`parameters/${index}`] : [])),
        ...(requestBody === undefined ? [] : ['requestBody']),
        ...(withoutProvider.has(operationId) ? [] : ['responses/20']),
      ].flatMap((part) => (isThere(part) ? [] : [`${operationId} ${part}`]));
    });

    expect(without).toEqual([]);
  });

  it('has only examples that fit its own schemas', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    // The type of the module's default export is that of CommonJS.
    addFormats.default(ajv);
    ajv.addSchema(document, 'openapi');
    const found = exampledIn(document, 'openapi#');
    const misfits = found.flatMap(({ pointer, example }) =>
      ajv.validate({ $ref: `${pointer}/schema` }, example) ? [] : [{ pointer, example, errors: ajv.errors }],
    );

    expect(misfits).toEqual([]);
    expect(found.length).toBeGreaterThan(operations.length);
  });

  it.each([
    ['400', '/accounts?first=many', {}],
    ['401', '/accounts', { authorization: 'Bearer none' }],
    ['404', `/accounts/acct_${'0'.repeat(31)}1`, {}],
    ['406', '/accounts', { accept: 'text/csv' }],
  ])('has the problem of the status %s as it is answered', async (status, path, headers) => {
    const { body } = await rest.call('GET', `/api/v1${path}`, { headers: { ...bearer(), ...headers } });

    const { requestId: _, detail, ...example } = problemExample(status);
    const { requestId, detail: answered, ...problem } = body ?? {};
    expect(problem).toEqual(example);
    expect([typeof requestId, typeof answered, typeof detail]).toEqual(['string', 'string', 'string']);
  });
});

// The last test, since the story changes the password of the operator.
it('the examples, sent one after the other, are answered as they say (`vitest -u` records the answers)', async () => {
  const values = new ExampleValues();
  const recorded: object[] = [];
  let token: string | null = null;

  for (const { operation, variables } of storyShape.parse(JSON.parse(readFileSync(file, 'utf8')))) {
    const ask = () => send(operation, record.parse(values.toLive(variables)), token);
    const { status, body } = await (writtenLater.has(operation)
      ? vi.waitUntil(async () => nonEmpty(await ask()), waiting)
      : ask());
    // People and programs that others create do not call: the operator does.
    if (['SignIn', 'ChangePassword'].includes(operation) && typeof body?.['accessToken'] === 'string') {
      token = body['accessToken'];
    }
    recorded.push({ operation, variables, status, ...(body === null ? {} : { answer: values.toExample(body) }) });
  }

  await expect(`${JSON.stringify(recorded, null, 2)}\n`).toMatchFileSnapshot(file);
});

/** Lists to which the platform adds after its answers. */
const writtenLater = new Set(['ListRefusedSignIns']);
const waiting = { timeout: 10_000, interval: 100 };

/** An answer whose list has items. Null for another one. */
function nonEmpty(answer: Answered): Answered | null {
  const data = answer.body?.['data'];
  return Array.isArray(data) && data.length > 0 ? answer : null;
}

/** No identity provider takes part. */
const withoutProvider = new Set(['beginSignIn', 'completeSignIn']);

function bearer() {
  return { authorization: `Bearer ${rest.tokens.operator}` };
}

/** Sends an operation as its endpoint in the document takes it. A stream is answered by its first event. */
async function send(
  name: string,
  variables: Readonly<Record<string, unknown>>,
  token: string | null,
): Promise<Answered> {
  const id = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const operation = operations.find(({ operationId }) => operationId === id);
  if (operation === undefined) {
    throw new Error(`examples.json names ${name}, which is no endpoint.`);
  }
  const { input, ...others } = variables;
  const values = { ...others, ...record.catch({}).parse(input) };
  const headers: Record<string, string> = {};
  const search = new URLSearchParams();
  let path = operation.path;
  for (const parameter of operation.parameters) {
    const value = parameter.name === 'Idempotency-Key' ? values['idempotencyKey'] : values[parameter.name];
    if (parameter.in === 'path') {
      path = path.replace(`{${parameter.name}}`, encodeURIComponent(String(value)));
    } else if (parameter.in === 'header' && value !== undefined) {
      headers[parameter.name] = z.string().parse(value);
    } else if (value !== undefined) {
      addTo(search, parameter.name, value);
    }
    delete values[parameter.in === 'header' ? 'idempotencyKey' : parameter.name];
  }
  const target = `/api/v1${path}?${search.toString()}`;
  return operation.responses['200'] !== undefined && 'text/event-stream' in contentOf(operation.responses['200'])
    ? firstEvent(target, token)
    : callerAt(rest.url, token)(operation.method, target, {
        headers,
        ...(operation.requestBody === undefined ? {} : { body: values }),
      });
}

function addTo(search: URLSearchParams, name: string, value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach((item) => addTo(search, name, item));
  } else if (typeof value === 'object' && value !== null) {
    Object.entries(value).forEach(([key, part]) => addTo(search, `${name}[${key}]`, part));
  } else {
    search.append(name, String(value));
  }
}

async function firstEvent(target: string, token: string | null): Promise<Answered> {
  const response = await fetch(`${rest.url}${target}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const data = /^data: (\{.*\})$/m.exec(text)?.[1];
    if (data !== undefined) {
      return { status: response.status, body: record.parse(JSON.parse(data)) };
    }
  }
  throw new Error(`The stream ended without an event: ${text}`);
}

function contentOf(response: unknown): Record<string, unknown> {
  return contentShape.catch({ content: {} }).parse(response).content;
}

function problemExample(status: string): Record<string, unknown> {
  const { responses } = z.looseObject({ responses: z.record(z.string(), contentShape) }).parse(document['components']);
  return record.parse(responses[`Problem${status}`]?.content['application/problem+json']?.example);
}

/** The parts of a document that have a schema and an example, with their JSON pointers. */
function exampledIn(value: unknown, pointer: string): { pointer: string; example: unknown }[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return [
    ...('example' in value && 'schema' in value ? [{ pointer, example: value.example }] : []),
    ...Object.entries(value).flatMap(([key, each]) =>
      key === 'example' ? [] : exampledIn(each, `${pointer}/${escaped(key)}`),
    ),
  ];
}

/** A key in a JSON pointer within a URI. */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
