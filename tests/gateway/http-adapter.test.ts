import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setImmediate as breathe } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import { answerGraphQL } from '../support/answer-graphql.ts';
import { listen } from '@tributary/platform/http-server.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { expect, it, onTestFinished } from 'vitest';

const part = 'x'.repeat(64 * 1024);
const parts = 1_000;

/** Serves an answer of many large parts, and reports how many were made and whether it ended. */
async function openServer() {
  const made = { parts: 0, ended: false };
  const server = new ApolloServer({
    typeDefs: 'type Query { text: String }',
    stopOnTerminationSignals: false,
    __testing_incrementalExecutionResults: {
      initialResult: { data: {}, hasNext: true },
      subsequentResults: (async function* () {
        try {
          while (made.parts < parts) {
            made.parts += 1;
            await breathe();
            yield { incremental: [{ data: { part }, path: [] }], hasNext: made.parts < parts };
          }
        } finally {
          made.ended = true;
        }
      })(),
    },
  });
  await server.start();
  const log = createLogger({ name: 'test', level: 'silent' });
  const http = await listen({
    log,
    host: '127.0.0.1',
    port: 0,
    handle: (asked, response) =>
      answerGraphQL(asked, response, { server, bodyBytesMax: 1_000, context: async () => ({}), scope: { log } }),
  });
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  return { url: http.url, made };
}

/** Sends a request, and reads nothing yet. */
async function ask(url: string): Promise<IncomingMessage> {
  const asked = request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed; deferSpec=20220824' },
  });
  asked.end('{"query":"{ text }"}');
  const [response]: IncomingMessage[] = await once(asked, 'response');
  if (response === undefined) {
    throw new Error('no response');
  }
  return response;
}

/** Waits until no more parts are made for a while. */
async function untilStill(made: { parts: number }): Promise<number> {
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = made.parts === before;
        before = made.parts;
        return isStill;
      },
      { interval: 200, timeout: 10_000 },
    )
    .toBe(true);
  return made.parts;
}

it('parts of an answer are made no faster than the client reads them, and arrive whole', async () => {
  const { url, made } = await openServer();
  const response = await ask(url);

  const unread = await untilStill(made);
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
  }

  expect(unread).toBeLessThan(parts / 2);
  expect(made).toEqual({ parts, ended: true });
  expect(text.split(part)).toHaveLength(parts + 1);
  expect(text.endsWith('\r\n-----\r\n')).toBe(true);
});

it('no more parts of an answer are made once the client has disconnected', async () => {
  const { url, made } = await openServer();
  const response = await ask(url);
  await untilStill(made);

  response.destroy();

  await expect.poll(() => made.ended).toBe(true);
  expect(made.parts).toBeLessThan(parts);
});
