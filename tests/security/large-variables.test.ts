import { describe, expect, it } from 'vitest';
import { freshBookshop } from '../gateway/open-bookshop.ts';

const echo = 'query ($text: String!) { echo(text: $text) }';

describe('the values of a request', () => {
  it.each([
    ['50,000 values', { ids: Array.from({ length: 49_990 }, () => 1) }, 200],
    ['more values', { ids: Array.from({ length: 50_000 }, () => 1) }, 413],
    ['more objects', { ids: Array.from({ length: 50_000 }, () => ({})) }, 413],
    ['490 levels', JSON.parse(`${'['.repeat(490)}${']'.repeat(490)}`), 200],
    ['more levels', JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`), 413],
  ])('are bounded: %s', async (_, more: unknown, status) => {
    const { query } = await freshBookshop();

    // The text makes the request long enough to be looked at.
    const answer = await query(echo, { variables: { text: 'x'.repeat(5_000), more } });

    expect(answer.status).toBe(status);
    expect(answer.body.errors?.[0]?.extensions?.['code']).toBe(status === 200 ? undefined : 'LIMIT_EXCEEDED');
  });

  it('are not counted within texts, whatever their quotation marks and backslashes', async () => {
    const { query } = await freshBookshop();

    for (const text of ['",[{'.repeat(20_000), '\\",[{'.repeat(20_000), `${'\\'.repeat(7)}"[[[`.repeat(9_000), '\\']) {
      const { status, body } = await query(echo, { variables: { text, more: [text.length] } });

      expect({ status, body }).toEqual({ status: 200, body: { data: { echo: text } } });
    }
  });

  it('are bounded in a URL, too', async () => {
    const { url } = await freshBookshop();
    const ask = (depth: number) => {
      const variables = `{"text":"a","more":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      const search = new URLSearchParams({ query: echo, variables });
      return fetch(`${url}/graphql?${search.toString()}`, { headers: { 'apollo-require-preflight': 'true' } });
    };

    expect([(await ask(400)).status, (await ask(3_000)).status]).toEqual([200, 413]);
  });

  it('count again after a nested value has ended', async () => {
    const { query } = await freshBookshop();

    const { status } = await query(echo, {
      variables: { text: 'x'.repeat(5_000), more: Array.from({ length: 2_000 }, () => [[]]) },
    });

    expect(status).toBe(200);
  });
});
