import { isObject } from '../../compile/data.ts';
import type { StreamFraming } from '../http/stream-framings.ts';
import { serverSentEvents } from '../http/stream-framings.ts';
import type { StreamEvent } from '../../streams/event-buffer.ts';
import { problemOfErrors, typeOfName } from './problems.ts';

/** The bodies of events, since all readers of a stream get the same one. */
const bodies = new WeakMap<Buffer, Buffer>();

/**
 * Frames events without the envelope of GraphQL: the data of an event is the object that the endpoint documents. An
 * event with errors has them besides. A stream that ends because of an error sends an event `problem` before.
 */
export function eventsOf(target: readonly string[]): StreamFraming {
  return {
    ...serverSentEvents,
    event: ({ json, cursor }) => {
      const body = bodies.get(json) ?? bodyOf(json, target);
      bodies.set(json, body);
      return Buffer.concat([Buffer.from(`${positionOf(cursor)}data: `), body, Buffer.from('\n\n')]);
    },
    end: (errors) => {
      if (errors.length === 0) {
        return 'event: complete\ndata:\n\n';
      }
      const { name, status, title, detail, members } = problemOfErrors(errors);
      const problem = { ...members, type: typeOfName(name), title, status, detail };
      return `event: problem\ndata: ${JSON.stringify(problem)}\n\nevent: complete\ndata:\n\n`;
    },
  };
}

function positionOf(cursor: StreamEvent['cursor']): string {
  return cursor === null || /[\r\n\0]/.test(cursor) ? '' : `id: ${cursor}\n`;
}

function bodyOf(json: Buffer, target: readonly string[]): Buffer {
  const parsed: unknown = JSON.parse(json.toString());
  const { data = null, errors } = isObject(parsed) ? parsed : {};
  let value: unknown = data;
  for (const name of target) {
    value = isObject(value) ? (value[name] ?? null) : null;
  }
  const body = errors === undefined ? value : { ...(isObject(value) ? value : {}), errors };
  return Buffer.from(JSON.stringify(body));
}
