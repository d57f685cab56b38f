import { execFile as execFileWithCallback } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readSettings } from '@tributary/gateway/settings.ts';
import { StartError } from '@tributary/platform/config.ts';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { certificate } from '../support/certificate.ts';
import { openSecureServer } from '../support/small-server.ts';
import { supergraphOf } from '../support/supergraph-of.ts';
import { federationLink } from './federation/supergraph-case.ts';
import { visit } from './open-contracts.ts';
import {
  foreignSdls,
  foreignSupergraph,
  openForeignSubgraphs,
  type ForeignSubgraphs,
} from './open-foreign-subgraphs.ts';
import { runGateway as run, startGateway } from './run-gateway.ts';

const execFile = promisify(execFileWithCallback);
const nowhere = 'http://127.0.0.1:1/graphql';

let folder: string;
let subgraphs: ForeignSubgraphs;
let supergraph: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-gateway-'));
  subgraphs = await openForeignSubgraphs();
  supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, subgraphs.supergraphSdl);
});
afterEach(async () => {
  await subgraphs.close();
  await rm(folder, { recursive: true });
});

const start = (args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) =>
  startGateway(supergraph, args, environment);

it.each([
  ['the secret of the version before, and no key', { VIEWER_SECRET: 's'.repeat(32) }, 'does not sign callers any more'],
  ['a key that is none', { SERVICE_KEY: '{"d":"hunter2"}' }, 'Invalid setting SERVICE_KEY'],
  ['a file of its key that is missing', { SERVICE_KEY_FILE: '/nowhere/key.json' }, 'Invalid setting SERVICE_KEY_FILE'],
])('does not start with %s', async (_flaw, environment, message) => {
  const gateway = run(['--supergraph', supergraph, '--port', '0'], environment);

  expect(await gateway.exited).toBe(1);
  expect(gateway.output()).toContain(message);
  expect(gateway.output()).not.toContain('hunter2');
});

const priced = '{ fruit { name price } }';
const isPriced = { data: { fruit: { name: 'Quince', price: 3 } } };

describe('the gateway as a process', () => {
  const isTold = { data: { __schema: { queryType: { name: 'Query' } } } };
  const isNotTold = { errors: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }] };

  it.each([
    { environment: { NODE_ENV: 'development' }, introspection: isTold, page: 200, metrics: 200 },
    { environment: { NODE_ENV: 'production' }, introspection: isNotTold, page: 400, metrics: 404 },
    {
      environment: { NODE_ENV: 'production', INTROSPECTION: 'true', METRICS: 'true' },
      introspection: isTold,
      page: 400,
      metrics: 200,
    },
  ])(
    'serves a foreign supergraph with $environment, until it is stopped',
    async ({ environment, introspection, page, metrics }) => {
      const gateway = await start([], environment);

      const ready = await fetch(`${gateway.url}/health/ready`);
      const schema = await gateway.query('{ __schema { queryType { name } } }');

      expect(await ready.json()).toEqual({ status: 'ready' });
      expect(await gateway.query(priced)).toEqual(isPriced);
      expect(schema).toMatchObject(introspection);
      expect((await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(page);
      expect((await fetch(`${gateway.url}/metrics`)).status).toBe(metrics);
      gateway.stop();
      expect(await gateway.exited).toBe(0);
    },
  );

  it('tells operators on a port of its own which subgraphs it cannot reach', async () => {
    const gateway = await start([], { NODE_ENV: 'production', ADMIN_PORT: '0', SUBGRAPH_URL_PRICES: nowhere });
    const admin = /"admin":"([^"]+)"/.exec(gateway.output())?.[1];

    await Promise.all(Array.from({ length: 30 }, () => gateway.query(priced)));
    const ready = await fetch(`${admin}/health/ready`);
    const metrics = await fetch(`${admin}/metrics`);

    expect(admin).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      dependencies: { cache: { status: 'ready' }, 'subgraph prices': { status: 'failing', needed: false } },
    });
    expect(await metrics.text()).toContain('tributary_gateway_request_seconds');
  });

  it('takes the URLs of subgraphs from the environment, else the settings file, else the supergraph', async () => {
    const { fruits, prices } = subgraphs.servers;
    const config = join(folder, 'gateway.json');
    await writeFile(supergraph, foreignSupergraph({ fruits: nowhere, prices: nowhere }));
    await writeFile(
      config,
      JSON.stringify({
        subgraphs: { fruits: { url: fruits.url }, prices: { url: nowhere } },
        headers: [{ insert: 'x-gateway', value: 'tributary' }],
        limits: { depth: 2 },
      }),
    );

    const gateway = await start(['--config', config], { SUBGRAPH_URL_PRICES: prices.url });

    expect(await gateway.query(priced)).toEqual(isPriced);
    expect(subgraphs.requests.map(({ headers }) => headers['x-gateway'])).toEqual(['tributary', 'tributary']);
  });

  it('serves the trusted documents of the settings file, and counts what usage:report lists', async () => {
    const [config, manifest] = [join(folder, 'gateway.json'), join(folder, 'manifest.json')];
    await writeFile(manifest, JSON.stringify({ fruit: `query Fruit ${priced}` }));
    const settings = { documents: { manifests: [manifest], mode: 'only' }, usage: { folder: join(folder, 'usage') } };
    await writeFile(config, JSON.stringify(settings));
    const gateway = await start(['--config', config]);

    const byId = await fetch(`${gateway.url}/graphql/fruit`, {
      headers: { 'apollo-require-preflight': '1', 'graphql-client-name': 'shop' },
    });
    expect(await byId.json()).toEqual(isPriced);
    expect(await gateway.query('{ currency }')).toMatchObject({
      errors: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }],
    });
    gateway.stop();
    expect(await gateway.exited).toBe(0);

    const report = fileURLToPath(import.meta.resolve('@tributary/deploy/usage-report.ts'));
    const { stdout } = await execFile(process.execPath, [report, '--from', settings.usage.folder]);
    expect(stdout).toMatch(/^1 +\S+ +shop +Fruit +[\da-f]{64}$/m);
    expect(stdout).toMatch(/^1 +\S+ +1 +Fruit\.price$/m);
  });

  it('does not start with manifests that cannot be served, and says why', async () => {
    const config = join(folder, 'gateway.json');
    await writeFile(config, JSON.stringify({ documents: { manifests: [join(folder, 'none.json')] } }));
    const gateway = run(['--supergraph', supergraph, '--port', '0', '--config', config]);

    expect(await gateway.exited).toBe(1);
    expect(gateway.output()).toContain('none.json cannot be read');
  });

  it('opens circuits by the settings file, with settings for each subgraph', async () => {
    const config = join(folder, 'gateway.json');
    await writeFile(supergraph, foreignSupergraph({ fruits: nowhere, prices: nowhere }));
    await writeFile(
      config,
      JSON.stringify({
        circuitBreaker: { requestsMin: 1, openMs: 600_000 },
        subgraphs: { prices: { circuitBreaker: { requestsMin: 1_000 } } },
      }),
    );
    const gateway = await start(['--config', config]);
    await gateway.query('{ fruit { name } currency }');

    expect(await gateway.query('{ fruit { name } currency }')).toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ path: ['fruit'], message: expect.stringContaining('circuit breaker is open') }),
        expect.objectContaining({ path: ['currency'], message: 'The subgraph `prices` cannot be reached.' }),
      ]),
    });
  });

  it('serves the contracts of the settings file by their hosts', async () => {
    const config = join(folder, 'gateway.json');
    const graph = `${federationLink} type Query { fruit: String secret: String @tag(name: "internal") }`;
    const contracts = [{ name: 'some', exclude: ['internal'], hosts: ['a.example'] }];
    await writeFile(supergraph, supergraphOf({ fruits: graph }));
    await writeFile(config, JSON.stringify({ contracts }));
    const { url } = await start(['--config', config]);

    expect((await visit(url, { host: 'localhost', path: '/graphql/schema.graphql' })).body).toContain('secret');
    expect((await visit(url, { host: 'a.example', path: '/graphql/schema.graphql' })).body).not.toContain('secret');
  });

  it('sends requests over HTTP/2 if the settings file selects undici, and over HTTP/1.1 otherwise', async () => {
    const secure = await openSecureServer((_, response, version) =>
      response.end(JSON.stringify({ data: { currency: version } })),
    );
    onTestFinished(secure.close);
    const trusted = join(folder, 'certificate.pem');
    await writeFile(trusted, certificate);
    const startWith = async (name: string, settings: object) => {
      const config = join(folder, name);
      await writeFile(config, JSON.stringify({ subgraphs: { prices: { url: secure.url, ...settings } } }));
      return start(['--config', config], { NODE_EXTRA_CA_CERTS: trusted });
    };

    const gateways = await Promise.all([startWith('own.json', {}), startWith('undici.json', { transport: 'undici' })]);

    expect(await Promise.all(gateways.map(({ query }) => query('{ currency }')))).toEqual([
      { data: { currency: '1.1' } },
      { data: { currency: '2.0' } },
    ]);
  });

  it('serves the explorer to browsers, unless it is turned off', async () => {
    const config = join(folder, 'gateway.json');
    const explorer = { document: '{ fruit { name } }', variables: { id: 1 } };
    await writeFile(config, JSON.stringify({ explorer }));
    const [plain, configured, without] = await Promise.all([
      start(),
      start(['--config', config]),
      start([], { EXPLORER: 'false' }),
    ]);
    const open = (url: string) => fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });

    const pages = await Promise.all([plain, configured, without].map(({ url }) => open(url)));
    const [first, second, third] = await Promise.all(pages.map((page) => page.text()));

    expect(pages.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(first).toContain('embeddable-sandbox');
    expect(first).toContain('"document":"","variables":{}');
    expect(second).toContain('"document":"{ fruit { name } }","variables":{"id":1}');
    expect(third).not.toContain('sandbox');
    expect((await fetch(`${plain.url}/explorer`)).status).toBe(200);
  });
});

describe('a mistake in the settings', () => {
  it.each([
    { what: 'no supergraph', args: [], says: /^Invalid setting SUPERGRAPH: is needed and not set$/ },
    { what: 'a port', args: ['--supergraph', 'x', '--port', '99999'], says: /^Invalid setting PORT: must be a port/ },
    {
      what: 'a URL',
      env: { SUBGRAPH_URL_X: 'x' },
      args: ['--supergraph', 'x'],
      says: /^Invalid setting SUBGRAPH_URL_X: must be a URL/,
    },
    {
      what: 'a missing config',
      args: ['--supergraph', 'x', '--config', '/no'],
      says: /^Cannot read the settings in \/no/,
    },
  ])('is reported in a sentence: $what', ({ args, env = {}, says }) => {
    expect(() => readSettings(args, env)).toThrow(StartError);
    expect(() => readSettings(args, env)).toThrow(says);
  });

  it.each([
    { what: 'an unknown setting', config: '{"limitz": {}}', says: /Unrecognized key: "limitz"/ },
    { what: 'a wrong value', config: '{"operationTimeoutMs": "soon"}', says: /operationTimeoutMs/ },
    {
      what: 'a percentage in the list of labels',
      config: '{"overrideLabels": {"percent(5)": true}}',
      says: /percent\(N\)/,
    },
    { what: 'an invalid share', config: '{"circuitBreaker": {"errorShare": 50}}', says: /errorShare/ },
    { what: 'an invalid outcome', config: '{"retries": {"on": ["6xx"]}}', says: /must be `connection`, `timeout`/ },
    { what: 'a budget above all requests', config: '{"retries": {"budgetShare": 10}}', says: /budgetShare/ },
    { what: 'a quantile in percent', config: '{"hedging": {"quantile": 95}}', says: /quantile/ },
    { what: 'no URL among several', config: '{"subgraphs": {"a": {"urls": []}}}', says: /urls/ },
    {
      what: 'one URL and several',
      config: '{"subgraphs": {"a": {"url": "http://a", "urls": ["http://b"]}}}',
      says: /give `url` or `urls`, not both/,
    },
    { what: 'an invalid window', config: '{"circuitBreaker": {"windowMs": 0}}', says: /windowMs/ },
    { what: 'no JSON', config: '{', says: /^Cannot read the settings in/ },
  ])('is reported for the settings file: $what', async ({ config, says }) => {
    const path = join(folder, 'gateway.json');
    await writeFile(path, config);

    expect(() => readSettings(['--supergraph', 'x', '--config', path], {})).toThrow(StartError);
    expect(() => readSettings(['--supergraph', 'x', '--config', path], {})).toThrow(says);
  });

  it('is none if a subgraph has several URLs, which the environment overrides', async () => {
    const path = join(folder, 'gateway.json');
    const urls = ['http://a:1/graphql', 'http://b:2/graphql'];
    await writeFile(path, JSON.stringify({ subgraphs: { users: { urls } } }));
    const args = ['--supergraph', 'x', '--config', path];
    const users = { name: 'users', url: 'http://users/graphql' };

    expect(readSettings(args, {}).urlsFor(users)).toEqual(urls);
    expect(readSettings(args, {}).urlsFor({ ...users, name: 'news' })).toEqual([users.url]);
    expect(readSettings(args, { SUBGRAPH_URL_USERS: 'http://c/graphql' }).urlsFor(users)).toEqual(['http://c/graphql']);
  });

  it('is the whole output, and ends the process', async () => {
    const gateways = [run(['--supergraf', 'x']), run(['--supergraph', '/no/file'])];

    expect(await Promise.all(gateways.map(({ exited }) => exited))).toEqual([2, 1]);
    expect(gateways.map(({ output }) => output())).toEqual([
      expect.stringMatching(/^Unknown option '--supergraf'.*\n$/),
      'Cannot read the supergraph /no/file. Check --supergraph or SUPERGRAPH.\n',
    ]);
  });

  it('is reported for an invalid supergraph, and for a directive that the gateway does not support', async () => {
    const urls = { fruits: nowhere, prices: nowhere };
    const guarded = foreignSupergraph(urls).replace(
      'schema\n',
      'schema @link(url: "https://specs.example.com/guard/v0.1", for: SECURITY)\n',
    );
    const outputs = [];
    for (const sdl of ['type Query { fruit: Int }', guarded]) {
      await writeFile(supergraph, sdl);
      const gateway = run(['--supergraph', supergraph]);
      expect(await gateway.exited).toBe(1);
      outputs.push(gateway.output());
    }

    expect(outputs[0]).toMatch(/^Cannot load the supergraph /);
    expect(outputs[1]).toMatch(
      /^The supergraph relies on @guard, which this gateway does not support\..* compose again\.\n$/,
    );
    expect(outputs.join('')).not.toMatch(/^\s+at /m);
  });
});

describe('a supergraph that is watched', () => {
  const withColour = () =>
    foreignSupergraph(
      { fruits: subgraphs.servers.fruits.url, prices: subgraphs.servers.prices.url },
      {
        fruits: foreignSdls.fruits.replace('name: String', 'name: String colour: String'),
        prices: foreignSdls.prices.replace('price: Int', 'cost: Int'),
      },
    );

  it('is reloaded when it is replaced, while requests in flight finish on the old one', async () => {
    const gateway = await start(['--watch']);
    const held: (() => void)[] = [];
    subgraphs.behave('prices', (response) =>
      held.push(() => response.end('{"data":{"_entities":[{"__typename":"Fruit","price":3}]}}')),
    );
    const begun = gateway.query(priced);
    await expect.poll(() => held.length).toBe(1);

    await writeFile(`${supergraph}.next`, withColour());
    await rename(`${supergraph}.next`, supergraph);
    await expect.poll(gateway.output, { timeout: 10_000 }).toContain('a new supergraph is served');

    expect(await gateway.query('{ __type(name: "Fruit") { fields { name } } }')).toEqual({
      data: {
        __type: { fields: [{ name: 'id' }, { name: 'name' }, { name: 'colour' }, { name: 'cost' }, { name: 'twin' }] },
      },
    });
    for (const release of held) release();
    expect(await begun).toEqual(isPriced);
  });

  it('stays when a new file cannot be loaded, which is logged and counted', async () => {
    const gateway = await start(['--watch']);

    await writeFile(supergraph, 'type Query { fruit: Int }');
    await expect.poll(gateway.output, { timeout: 10_000 }).toContain('the new supergraph cannot be loaded');
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();

    expect(await gateway.query(priced)).toEqual(isPriced);
    expect(metrics).toContain('tributary_gateway_reloads_total{outcome="refused"} 1');
    await rm(supergraph);
    await expect.poll(gateway.output, { timeout: 10_000 }).toContain('the new supergraph cannot be read');
    await writeFile(supergraph, withColour());
    await expect.poll(gateway.output, { timeout: 10_000 }).toContain('a new supergraph is served');
  });
});
