import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { startTributary, type Tributary } from '../support/start-tributary.ts';
import { browserPath, describeWithBrowser } from '../support/with-browser.ts';
import { longProof } from '../support/long-proof.ts';

const artefacts = fileURLToPath(new URL('../../artefacts/', import.meta.url));
/** Short, since the editor shows only the lines of an answer that fit. */
const follow =
  'subscription FollowEvents { ledgerEvents { sequence ... on TransferPosted { transfer { description debit { owner { name } } } } } }';
const sandboxScript = 'https://embeddable-sandbox.cdn.apollographql.com/**';
const sandboxFrame = 'https://sandbox.embed.apollographql.com/**';
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** GraphiQL is large and loads slowly on a busy machine. */
const withinMs = 20_000;
const eventually = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: withinMs });

describeWithBrowser('the explorer', { timeout: 3 * withinMs }, () => {
  const closers: (() => Promise<unknown>)[] = [];
  let tributary: Tributary & { url: string };
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Reports of the browser that the policy of a page forbids something in it. */
  let violations: string[];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-explorer-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    tributary = await startTributary(['--no-traffic'], { TRIBUTARY_DATA_DIR: folder });
    closers.push(() => {
      tributary.kill('SIGINT');
      return tributary.exited;
    });
    browser = await chromium.launch({ executablePath: browserPath(), args: flags });
    closers.push(() => browser.close());
  }, 150_000);
  afterAll(async () => {
    for (const close of closers.toReversed()) {
      await close();
    }
  });
  beforeEach(async () => {
    context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    violations = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) {
        violations.push(message.text());
      }
    });
  });
  afterEach(async () => {
    await context.close();
    if (violations.length > 0) {
      throw new Error(violations.join('\n'));
    }
  });

  const goOffline = () => context.route(/apollographql\.com/, (route) => route.abort('internetdisconnected'));

  const openFallback = async () => {
    await page.goto(`${tributary.url}/graphql`, { waitUntil: 'commit' });
    await page.waitForURL('**/explorer');
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  };

  const run = () => page.locator('.graphiql-execute-button').click();
  /** The text as displayed: long lines are wrapped, and spaces are non-breaking. */
  const answer = async () => ((await page.locator('.graphiql-response').textContent()) ?? '').replaceAll(/\s+/g, ' ');
  const headersEditor = () => page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)');

  /** Pastes the text, since an editor closes brackets and quotes of typed text. */
  const write = async (editor: Locator, text: string) => {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('ControlOrMeta+v');
  };
  const writeOperation = (text: string) => write(page.locator('.graphiql-query-editor'), text);

  it('opens Sandbox with the worked example, its variables and a token', async () => {
    // A stand-in for the vendor's script, which needs a network: it keeps its arguments.
    await context.route(sandboxScript, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: 'window.EmbeddedSandbox = class { constructor(options) { window.given = options; } };',
      }),
    );
    await context.route(sandboxFrame, (route) => route.fulfill({ body: '' }));

    await page.goto(`${tributary.url}/graphql`);
    await page.waitForFunction('window.given');

    expect(await page.evaluate('window.given')).toEqual({
      target: '#sandbox',
      initialEndpoint: `${tributary.url}/graphql`,
      initialSubscriptionEndpoint: `${tributary.url.replace('http', 'ws')}/graphql`,
      initialState: {
        document: expect.stringMatching(/^# Your accounts [^@]*\nquery RecentActivity\([^@]*\n\}\n$/),
        variables: { accounts: 5 },
        headers: { authorization: expect.stringMatching(/^Bearer ey/) },
        includeCookies: false,
      },
      runTelemetry: false,
    });
    expect(page.url()).toBe(`${tributary.url}/graphql`);
  });

  longProof('falls back at once without a network, and contacts nobody else', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await goOffline();

    await openFallback();
    await run();
    await eventually(answer).toContain('Tributary Demo');

    const isOurs = (url: string) =>
      [tributary.url, `blob:${tributary.url}`, 'data:'].some((ours) => url.startsWith(ours));
    expect(asked.filter((url) => !isOurs(url)).map((url) => new URL(url).hostname)).toEqual([
      'sandbox.embed.apollographql.com',
      'embeddable-sandbox.cdn.apollographql.com',
    ]);
  });

  longProof('falls back within seconds on a network that drops every packet', async () => {
    await context.route(/apollographql\.com/, () => {});
    await page.goto(`${tributary.url}/graphql`, { waitUntil: 'commit' });
    const startedAt = performance.now();

    await page.waitForURL('**/explorer', { waitUntil: 'commit' });

    expect(performance.now() - startedAt).toBeGreaterThan(2_000);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('falls back if Sandbox itself cannot be reached, though its script is in the browser', async () => {
    await context.route(sandboxScript, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await context.route(sandboxFrame, (route) => route.abort('internetdisconnected'));

    await page.goto(`${tributary.url}/graphql`, { waitUntil: 'commit' });
    await page.waitForURL('**/explorer', { waitUntil: 'commit' });

    expect(page.url()).toBe(`${tributary.url}/explorer`);
  });

  it('signs in as another user, and follows events live', async () => {
    await goOffline();
    const initial = new Promise<unknown>((resolve) => {
      page.once('websocket', (socket) =>
        socket.once('framesent', ({ payload }) => resolve(JSON.parse(String(payload)))),
      );
    });
    await openFallback();

    await writeOperation(
      'mutation { signIn(input: { email: "customer@demo.test", password: "demo" }) { accessToken } }',
    );
    await run();
    await eventually(answer).toContain('accessToken');
    const [token = ''] = /eyJ[\w.-]+/.exec((await answer()).replaceAll(' ', '')) ?? [];
    await write(headersEditor(), JSON.stringify({ authorization: `Bearer ${token}` }));

    await writeOperation('{ me { name } accounts(first: 2) { nodes { id } } }');
    await run();
    await eventually(answer).toContain('Carla Castellan');
    const [debitAccountId, creditAccountId] = (await answer()).match(/acct_\w+/g) ?? [];

    await writeOperation(follow);
    await run();
    expect(await initial).toEqual({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    // Repeated, since nothing shows when the subscription has begun.
    await eventually(async () => {
      await pay(tributary.url, token, { debitAccountId, creditAccountId });
      return answer();
    }).toContain('Seen in the explorer');
    await page.screenshot({ path: join(artefacts, 'explorer.png') });

    await run();
    await eventually(() => page.locator('.graphiql-execute-button').getAttribute('aria-label')).toContain('Execute');
  });

  longProof('keeps the text over a reload, signed in with a new token', async () => {
    await goOffline();
    await openFallback();
    const tokenShown = async () => /eyJ[\w.-]+/.exec((await headersEditor().textContent()) ?? '')?.[0];
    await writeOperation('{ organization { id name } }');
    await eventually(() => page.evaluate('localStorage.getItem("graphiql:tabState")')).toContain('id name');
    const before = await tokenShown();

    await page.reload();
    await run();

    await eventually(answer).toContain('Tributary Demo');
    expect(await page.locator('.graphiql-query-editor').textContent()).toContain('organization');
    expect(await page.locator('.graphiql-tab').count()).toBe(1);
    expect(before).toMatch(/^ey/);
    expect(await tokenShown()).not.toBe(before);
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('eyJ');
  });

  it('contains a token that outlives the day', async () => {
    const html = await (await fetch(`${tributary.url}/graphql`, { headers: { accept: 'text/html' } })).text();

    const [, claims = ''] = /Bearer [\w-]+\.([\w-]+)\./.exec(html) ?? [];
    const { exp } = z.object({ exp: z.number() }).parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));

    expect(exp * 1000 - Date.now()).toBeGreaterThan(23 * 3_600_000);
  });
});

async function pay(
  url: string,
  token: string,
  between: { debitAccountId: string | undefined; creditAccountId: string | undefined },
): Promise<void> {
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: 'mutation ($input: CreateTransferInput!) { createTransfer(input: $input) { errors { message } } }',
      variables: {
        input: {
          ...between,
          idempotencyKey: crypto.randomUUID(),
          amount: { amount: '0.01', currency: 'EUR' },
          description: 'Seen in the explorer',
        },
      },
    }),
  });
}
