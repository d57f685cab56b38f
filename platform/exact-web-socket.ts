import { WebSocket, type MessageEvent } from 'ws';
import { parseAnswerMessage } from './exact-answer.ts';

/**
 * A WebSocket for the client of graphql-ws, which takes messages that are parsed as well as text: in these, numbers are as they were written. The reviver that it offers instead would be called for every value.
 */
export class ExactWebSocket extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[]) {
    super(address, protocols);
    Object.defineProperty(this, 'onmessage', {
      set: (handle: (event: MessageEvent) => void) => {
        this.addEventListener('message', (event) => handle(withParsedData(event)));
      },
    });
  }
}

/** What is not JSON is left to the library to refuse. */
function withParsedData(event: MessageEvent): MessageEvent {
  const { data, type, target } = event;
  if (typeof data !== 'string') {
    return event;
  }
  let parsed: unknown;
  try {
    parsed = parseAnswerMessage(data);
  } catch {
    return event;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types know of text only
  return { type, target, data: parsed } as MessageEvent;
}
