import { EventSource } from 'undici';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openTestPlatform } from '../support/open-test-platform.ts';

let opened: Awaited<ReturnType<typeof openTestPlatform>>;
let token: string;
beforeAll(async () => {
  opened = await openTestPlatform();
  const { data } = await opened.ask(
    'mutation { signIn(input: { email: "operator@demo.test", password: "demo" }) { accessToken } }',
  );
  token = z.object({ signIn: z.object({ accessToken: z.string() }) }).parse(data).signIn.accessToken;
});
afterAll(() => opened.close());

const messageShape = z.object({ data: z.string(), lastEventId: z.string() });

/** Follows as the guide for partners describes: a new ticket for each stream, after the last cursor. */
async function follow(after: string): Promise<{ source: EventSource; next: Promise<z.infer<typeof messageShape>> }> {
  const { data } = await opened.ask('mutation { createStreamTicket { ticket } }', {}, token);
  const { ticket } = z.object({ createStreamTicket: z.object({ ticket: z.string() }) }).parse(data).createStreamTicket;
  const query = 'subscription ($after: String!) { ledgerEvents(after: $after) { __typename sequence } }';
  const parameters = new URLSearchParams({ query, variables: JSON.stringify({ after }), ticket });
  const source = new EventSource(`${opened.platform.url}/graphql?${String(parameters)}`);
  onTestFinished(() => source.close());
  const { promise: next, resolve } = Promise.withResolvers<z.infer<typeof messageShape>>();
  source.addEventListener('next', (event) => resolve(messageShape.parse(event)));
  return { source, next };
}

it('a browser follows the ledger with a ticket, and continues after the last cursor with another one', async () => {
  const first = await (await follow('')).next;
  const again = await follow(first.lastEventId);
  const second = await again.next;

  expect(first.data).toContain('"sequence":"1"');
  expect(second.data).toContain('"sequence":"2"');

  // The same URL again, as a browser retries by itself.
  const used = new EventSource(again.source.url);
  onTestFinished(() => used.close());
  await expect.poll(() => used.readyState).toBe(2);
});

it('nobody gets a ticket without credentials', async () => {
  const { errors } = await opened.ask('mutation { createStreamTicket { ticket } }');

  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});
