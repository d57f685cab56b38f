import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';

export type Transport = 'ws' | 'sse' | 'multipart';
export const transports: readonly Transport[] = ['ws', 'sse', 'multipart'];

const resultShape = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.looseObject({ message: z.string(), extensions: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
  extensions: z.looseObject({ cursor: z.string().optional() }).optional(),
});
export type StreamResult = z.infer<typeof resultShape>;

export type Asked = {
  query: string;
  variables?: Record<string, unknown>;
  token?: string | undefined;
  /** Only for server-sent events. */
  lastEventId?: string | undefined;
};

/** A subscription as seen by a client of the transport; `cut` ends it as a broken network does. */
export type Followed = AsyncIterableIterator<StreamResult> & { cut(): void };

/** May be called while the client still connects. */
class CuttableSocket extends WebSocket {
  constructor(url: string, protocols: string | string[]) {
    super(url, protocols);
    this.on('error', () => {});
  }
}

/** Subscribes at a gateway, with a connection of its own. */
export function followStream(transport: Transport, url: string, asked: Asked): Followed {
  return transport === 'ws' ? overSocket(url, asked) : overHttp(transport, url, asked);
}

function overSocket(url: string, { query, variables, token }: Asked): Followed {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: CuttableSocket,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const results = client.iterate({ query, variables: variables ?? null });
  return followed(
    async () => {
      const { done, value } = await results.next();
      return done === true ? null : resultShape.parse(JSON.parse(JSON.stringify(value)));
    },
    () => client.terminate(),
  );
}

function overHttp(
  transport: 'sse' | 'multipart',
  url: string,
  { query, variables, token, lastEventId }: Asked,
): Followed {
  const aborted = new AbortController();
  const blocks = blocksOf(
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: transport === 'sse' ? 'text/event-stream' : 'multipart/mixed;subscriptionSpec="1.0", application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      body: JSON.stringify({ query, variables }),
      signal: aborted.signal,
    }),
    transport === 'sse' ? '\n\n' : '\r\n--graphql',
  );
  return followed(
    async () => {
      for (;;) {
        const block = await blocks.next();
        if (block.done === true) {
          return null;
        }
        const text = transport === 'sse' ? sseData(block.value) : partPayload(block.value);
        if (text !== null) {
          return resultShape.parse(JSON.parse(text));
        }
      }
    },
    () => aborted.abort(),
  );
}

/** The parts of a body up to each separator, as they arrive. Throws when the response is not a stream. */
async function* blocksOf(answer: Promise<Response>, mark: string): AsyncGenerator<string, void, void> {
  const response = await answer;
  if (!response.ok || response.body === null) {
    throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  }
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    rest += chunk;
    const blocks = rest.split(mark);
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
}

function sseData(block: string): string | null {
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return /^event: next$/m.test(block) && data !== undefined ? data : null;
}

function partPayload(block: string): string | null {
  const body = block.split('\r\n\r\n')[1];
  if (body === undefined || body === '{}') {
    return null;
  }
  const { payload, errors } = z
    .object({ payload: z.unknown(), errors: z.unknown().optional() })
    .parse(JSON.parse(body));
  return JSON.stringify(payload ?? { errors });
}

function followed(next: () => Promise<StreamResult | null>, cut: () => void): Followed {
  const stream: Followed = {
    next: async () => {
      const value = await next();
      return value === null ? { done: true, value: undefined } : { done: false, value };
    },
    return: async () => {
      cut();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => stream,
    cut,
  };
  return stream;
}
