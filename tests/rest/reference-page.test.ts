import { operationsFolder } from '@tributary/schema/operations-folder.ts';
import { chromium } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { openTestPlatform } from '../support/open-test-platform.ts';
import { browserPath, describeWithBrowser } from '../support/with-browser.ts';

describeWithBrowser('the reference of the REST API', { timeout: 60_000 }, () => {
  it('shows the endpoints of the gateway, and loads nothing from elsewhere', async () => {
    const { platform, close } = await openTestPlatform({
      publicOperations: [operationsFolder],
      explorer: () => ({ document: '', variables: '', headers: async () => ({}) }),
    });
    onTestFinished(close);
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--headless', '--no-sandbox'] });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const foreign: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(platform.url)) {
        foreign.push(request.url());
      }
    });
    page.on('console', (message) => {
      if (message.type() === 'error') {
        complaints.push(message.text());
      }
    });

    await page.goto(`${platform.url}/api/reference`);
    await page.getByText('/accounts/{id}/close').first().waitFor({ timeout: 30_000 });

    expect(await page.locator('h1, h2').allTextContents()).not.toEqual([]);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('is closed with the explorer', async () => {
    const { platform, close } = await openTestPlatform({ publicOperations: [operationsFolder] });
    onTestFinished(close);

    expect((await fetch(`${platform.url}/api/reference`)).status).toBe(404);
  });
});
