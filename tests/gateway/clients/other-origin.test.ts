import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserPath, describeWithBrowser } from '../../support/with-browser.ts';
import { openSmallServer, type SmallServer } from '../../support/small-server.ts';
import { openBookshop, type Bookshop } from '../open-bookshop.ts';

describeWithBrowser('a page of another origin, in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  let shop: Bookshop;
  let pages: SmallServer;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
    pages = await openSmallServer((_body, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>page</title>');
    });
    shop = await openBookshop({ corsOrigins: ['http://localhost:*'] });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await pages.close();
    await shop.close();
  });

  /** A page at this host, which is an origin of its own. */
  async function open(host: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`http://${host}:${new URL(pages.url).port}/`);
    return page;
  }

  it('from an allowed origin sends any headers, and reads a long response and its request id', async () => {
    const page = await open('localhost');

    const answer = await page.evaluate(async (url) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
          'apollographql-client-name': 'page',
          'x-of-its-own': 'x',
          'x-request-id': 'page-1',
        },
        body: JSON.stringify({ query: '{ echo(text: "abc", times: 3000) }' }),
      });
      return { id: response.headers.get('x-request-id'), body: await response.text() };
    }, shop.url);

    expect(answer).toEqual({ id: 'page-1', body: JSON.stringify({ data: { echo: 'abc'.repeat(3_000) } }) });
  });

  it('from an allowed origin reads errors, and follows events', async () => {
    const page = await open('localhost');

    const refused = await page.evaluate(async (url) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
        body: JSON.stringify({ query: '{ greeting }' }),
      });
      return { status: response.status, body: await response.text() };
    }, shop.url);
    const first = page.evaluate(
      async (url) =>
        new Promise<string>((resolve, reject) => {
          const query = encodeURIComponent('subscription { reviewAdded { id } }');
          const events = new EventSource(`${url}/graphql?query=${query}`);
          events.addEventListener('next', (event) => {
            events.close();
            resolve(String('data' in event ? event.data : 'nothing'));
          });
          events.addEventListener('error', () => reject(new Error('the stream failed')));
        }),
      shop.url,
    );
    await expect.poll(shop.openStreams, { timeout: 10_000 }).toBe(1);
    shop.publish({ id: 'r9', text: 'New', authorId: '1' });

    expect(refused).toMatchObject({ status: 401, body: expect.stringContaining('UNAUTHENTICATED') });
    expect(await first).toBe('{"data":{"reviewAdded":{"id":"r9"}}}');
  });

  it('from another origin reads nothing, and its mutation is not sent', async () => {
    const page = await open('127.0.0.1');
    const before = shop.requests.length;

    const outcome = await page.evaluate(
      async (url) =>
        fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: 'mutation { rename(id: "1", name: "Eve") { id } }' }),
        }).then(
          () => 'read',
          (error: unknown) => String(error),
        ),
      shop.url,
    );

    expect(outcome).toContain('Failed to fetch');
    expect(shop.requests.length).toBe(before);
  });
});
