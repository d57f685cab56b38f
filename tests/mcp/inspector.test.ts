import { expect, it } from 'vitest';
import { z } from 'zod';
import { inspect } from './inspect.ts';
import { freshAgentShop } from './open-agents.ts';

const listShape = z.object({ tools: z.array(z.looseObject({ name: z.string() })) });

it('the Inspector lists the tools, and finds no problem in their schemas', async () => {
  const shop = await freshAgentShop({ runQuery: true, searchSchema: true, mutations: { callers: 'true' } });

  const listed = await inspect(shop.url, await shop.token(), '--method', 'tools/list', '--strict');

  expect(
    listShape
      .parse(listed)
      .tools.map(({ name }) => name)
      .toSorted(),
  ).toEqual(['add_review', 'greeting', 'list_reviews', 'person_by_id', 'rename', 'run_query', 'search_schema']);
});

it('the Inspector calls a tool and reads a resource', async () => {
  const shop = await freshAgentShop({ guides: ['docs/errors.md'] });
  const token = await shop.token();

  const called = await inspect(
    shop.url,
    token,
    ...['--method', 'tools/call', '--tool-name', 'person_by_id', '--tool-arg', 'id=1'],
  );
  const read = await inspect(shop.url, token, '--method', 'resources/read', '--uri', 'graph://guides/errors.md');

  expect(called).toMatchObject({ structuredContent: { data: { person: { name: 'Ada' } } } });
  expect(read).toMatchObject({ contents: [{ uri: 'graph://guides/errors.md', mimeType: 'text/markdown' }] });
});
