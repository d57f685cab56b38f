import type { SubgraphResponse } from '../transport.ts';
import { LineReader } from './line-reader.ts';
import { refuseLonger, type StreamParser } from './stream-parser.ts';
import {
  endOfStream,
  isRecord,
  parseJson,
  parseStreamResponse,
  readErrors,
  readStreamResponse,
} from './stream-response.ts';

/** Limit on the attempts to parse a part before its boundary has arrived. */
const earlyReadsMax = 4;

/** The boundary in a content type; `-` by default, as in the protocol of incremental delivery. */
export function boundaryOf(contentType: string): string {
  const match = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;,]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? '-';
}

/**
 * Parses Apollo's protocol of
 * https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol. A part is delivered
 * as soon as its JSON is complete, since some servers send the boundary only before the next part.
 */
export function multipartParser(boundary: string, eventLengthMax: number): StreamParser {
  const delimiter = `--${boundary}`;
  const reader = new LineReader();
  let state: 'outside' | 'headers' | 'body' = 'outside';
  let lines: string[] = [];
  let length = 0;
  let earlyReads = 0;

  const endPart = (): (SubgraphResponse | 'complete')[] => {
    const text = lines.join('\n').trim();
    const isPart = state === 'body' && text !== '';
    state = 'outside';
    lines = [];
    length = 0;
    earlyReads = 0;
    return isPart ? messagesIn(text) : [];
  };

  const take = (line: string): (SubgraphResponse | 'complete')[] => {
    if (line.startsWith(delimiter)) {
      const end = line.slice(delimiter.length).trimEnd();
      if (end === '' || end === '--') {
        const messages = endPart();
        state = 'headers';
        return end === '--' ? [...messages, 'complete'] : messages;
      }
    }
    if (state === 'headers' && line === '') {
      state = 'body';
    } else if (state === 'body') {
      lines.push(line);
      length += line.length + 1;
    }
    return [];
  };

  /** Parses a part whose JSON is complete although its boundary has not arrived. */
  const readEarly = (): (SubgraphResponse | 'complete')[] => {
    const last = reader.pendingLength > 0 ? reader.pending : lines.findLast((line) => line !== '');
    if (state !== 'body' || last === undefined || earlyReads >= earlyReadsMax || !/[}]\s*$/.test(last.slice(-8))) {
      return [];
    }
    earlyReads += 1;
    const text = [...lines, reader.pending].join('\n');
    if (parseJson(text) === undefined) {
      return [];
    }
    lines = [];
    state = 'outside';
    return messagesIn(text);
  };

  let hasBoundary = false;
  return {
    push: (chunk) => {
      const messages: (SubgraphResponse | 'complete')[] = [];
      for (const line of reader.push(chunk)) {
        if (hasBoundary) {
          // The rest of the line of a boundary that was recognised early.
          hasBoundary = false;
          if (line.trimEnd() === `${delimiter}--`) {
            messages.push('complete');
          }
          continue;
        }
        messages.push(...take(line));
        refuseLonger(length, eventLengthMax);
      }
      refuseLonger(length + reader.pendingLength, eventLengthMax);
      if (!hasBoundary && reader.pendingLength <= delimiter.length + 2 && reader.pending.startsWith(delimiter)) {
        hasBoundary = true;
        messages.push(...endPart());
        state = 'headers';
      }
      if (hasBoundary && reader.pending === `${delimiter}--`) {
        messages.push('complete');
      }
      return [...messages, ...readEarly()];
    },
  };
}

/** The messages of a part: an event, the end of the stream with errors, or none for the heartbeat `{}`. */
function messagesIn(text: string): SubgraphResponse[] {
  const parsed = parseJson(text)?.value;
  if (!isRecord(parsed)) {
    return [parseStreamResponse(text)];
  }
  if (!('payload' in parsed) && 'data' in parsed) {
    return [readStreamResponse(parsed)];
  }
  const errors = readErrors(parsed['errors']);
  return [
    ...(parsed['payload'] == null ? [] : [readStreamResponse(parsed['payload'])]),
    ...(errors.length === 0 ? [] : [endOfStream(errors)]),
  ];
}
