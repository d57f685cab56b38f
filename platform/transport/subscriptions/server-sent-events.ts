import type { SubgraphResponse } from '../transport.ts';
import { LineReader } from './line-reader.ts';
import { refuseLonger, type StreamParser } from './stream-parser.ts';
import { endOfStream, parseJson, parseStreamResponse } from './stream-response.ts';

/**
 * Parses server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) as in the distinct
 * connections mode of https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. Events without a name count as
 * `next`; `error` ends the stream.
 */
export function serverSentEventsParser(eventLengthMax: number): StreamParser {
  const reader = new LineReader();
  let name = '';
  let data: string[] = [];
  let length = 0;

  const dispatch = (): SubgraphResponse | 'complete' | null => {
    const text = data.length === 0 ? null : data.join('\n');
    const event = name;
    name = '';
    data = [];
    length = 0;
    if (event === 'complete') {
      return 'complete';
    }
    if (text === null || text === '') {
      return null;
    }
    if (event === 'error') {
      const parsed = parseJson(text);
      return endOfStream(parsed === undefined ? text : parsed.value);
    }
    return event === '' || event === 'next' || event === 'message' ? parseStreamResponse(text) : null;
  };

  const take = (line: string): SubgraphResponse | 'complete' | null => {
    if (line === '') {
      return dispatch();
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field === 'data' || field === 'event') {
      const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
      if (field === 'event') {
        name = value;
      } else {
        data.push(value);
        length += value.length;
      }
    }
    return null;
  };

  return {
    push: (chunk) => {
      const messages: (SubgraphResponse | 'complete')[] = [];
      for (const line of reader.push(chunk)) {
        const message = take(line);
        refuseLonger(length, eventLengthMax);
        if (message !== null) {
          messages.push(message);
        }
      }
      refuseLonger(length + reader.pendingLength, eventLengthMax);
      return messages;
    },
  };
}
