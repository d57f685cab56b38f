import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentShape, operationsIn, RequestGenerator, type OpenApi } from './generate-requests.ts';
import { openRest } from './open-rest.ts';

const requests = Number(process.env['REST_REQUESTS'] ?? (process.env['DRILLS'] === 'true' ? 20_000 : 1_000));
const seed = Number(process.env['RANDOM_SEED'] ?? 1);
/** They end the access of whoever calls, or of the people that other requests need. */
const leftOut = new Set([
  'changePassword',
  'disableUser',
  'endSessions',
  'eraseUser',
  'followEvents',
  'signOut',
  'updateUser',
  // Nothing could be dated in the past after it.
  'closePeriod',
]);

let rest: Awaited<ReturnType<typeof openRest>>;
let document: OpenApi;
beforeAll(async () => {
  rest = await openRest();
  document = documentShape.parse((await rest.call('GET', '/api/openapi.json')).body);
});
afterAll(() => rest.close());

it(`every answer to ${requests} generated requests is documented, and none is a failure (seed ${seed})`, async () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The type of the module's default export is that of CommonJS.
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const generator = new RequestGenerator(document, { seed, texts: await knownIds() });
  const operations = operationsIn(document).filter(({ operationId }) => !leftOut.has(operationId));
  const undocumented: unknown[] = [];
  const statuses = new Map<number, number>();

  for (let index = 0; index < requests && undocumented.length < 10; index += 1) {
    const operation = operations[index % operations.length] ?? generator.pick(operations);
    const request = generator.requestFor(operation);
    const { status, headers, body } = await rest.call(request.method, `/api/v1${request.path}`, request);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const type = (headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    const path = operation.path.replaceAll('/', '~1');
    const ref = `openapi#/paths/${path}/${operation.method.toLowerCase()}/responses/${status}`;
    const reason = reasonOf(ajv, { ref, isListed: Object.hasOwn(operation.responses, status), status, type, body });
    if (reason !== null) {
      undocumented.push({ request, status, body, reason });
    }
  }

  expect(undocumented).toEqual([]);
  // The requests reach the operations, and their refusals.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 404, 422]));
});

/** The reason why an answer is not as documented. Null if it is. */
function reasonOf(
  ajv: Ajv2020,
  {
    ref,
    isListed,
    status,
    type,
    body,
  }: { ref: string; isListed: boolean; status: number; type: string; body: unknown },
): unknown {
  if (status >= 500) {
    return 'a failure';
  }
  if (!isListed) {
    return 'the status';
  }
  if (body === null) {
    return [204, 304].includes(status) ? null : 'no body';
  }
  const schema =
    status >= 400 ? 'openapi#/components/schemas/Problem' : `${ref}/content/${type.replaceAll('/', '~1')}/schema`;
  if (type !== (status >= 400 ? 'application/problem+json' : 'application/json')) {
    return `the media type ${type}`;
  }
  const validate = ajv.getSchema(schema) ?? ajv.compile({ $ref: schema });
  return validate(body) ? null : validate.errors;
}

/** Ids of things that exist, for requests that find something. */
async function knownIds(): Promise<string[]> {
  const lists = await Promise.all(
    ['accounts', 'transfers', 'users'].map((list) => rest.call('GET', `/api/v1/${list}?first=5`)),
  );
  return lists.flatMap(({ body }) => JSON.stringify(body).match(/\b(?:acct|tr|usr)_[\da-f]{32}\b/g) ?? []);
}
