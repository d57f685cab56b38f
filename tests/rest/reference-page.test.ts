import { chromium } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { freshBookshop } from '../gateway/open-bookshop.ts';
import { browserPath, describeWithBrowser } from '../support/with-browser.ts';
import { published } from './published.ts';

// A small document: a browser needs many seconds to lay out all endpoints of the platform.
const greeting = '"Greets." query Greeting @endpoint(method: GET, path: "/greeting") { greeting }';

describeWithBrowser('the reference of the REST API', { timeout: 60_000 }, () => {
  it('shows the endpoints of the gateway, and loads nothing from elsewhere', async () => {
    const { url } = await freshBookshop({
      publicOperations: await published(greeting),
      explorer: { document: '', variables: '', headers: async () => ({}) },
    });
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--headless', '--no-sandbox'] });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const foreign: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(url)) {
        foreign.push(request.url());
      }
    });
    page.on('console', (message) => {
      if (message.type() === 'error') {
        complaints.push(message.text());
      }
    });

    await page.goto(`${url}/api/reference`, { waitUntil: 'commit' });
    await page.getByText('/greeting').first().waitFor({ timeout: 30_000 });

    expect(await page.locator('h1, h2').allTextContents()).not.toEqual([]);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

it('the reference of the REST API is closed with the explorer', async () => {
  const { url } = await freshBookshop({ publicOperations: await published(greeting) });

  expect((await fetch(`${url}/api/reference`)).status).toBe(404);
});
