import type { CallToolResult } from '@modelcontextprotocol/server';
import { parseExactly } from '@tributary/platform/json/exact-json.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from '../../request/apollo-server.ts';

/** The end of a call: its result, and how it went, for metrics and the log. */
export type ToolEnd = { result: CallToolResult; outcome: ToolOutcome };

export type ToolOutcome = 'answered' | 'partial' | 'refused' | 'too_large' | 'failed';

/** Whether the operation of a call changes something, for the words about an answer that is too large. */
export type Effect = 'none' | 'possible' | 'certain';

/**
 * The result for the answer to an operation: `data`, and `errors` if there are any. An answer without data, or that is
 * too large, is an error of the tool.
 */
export function resultOfAnswer(answer: Answer, { bytesMax, effect }: { bytesMax: number; effect: Effect }): ToolEnd {
  if (answer.kind === 'subscribed') {
    // The transport takes none, so the pipeline refuses them.
    throw new Error('A subscription was opened for a tool, which has one result.');
  }
  if (answer.kind === 'refused') {
    return { result: failureOf(textOfErrors(answer.errors)), outcome: 'refused' };
  }
  const bytes = Buffer.byteLength(answer.json);
  if (bytes > bytesMax) {
    return { result: failureOf(tooLarge(bytes, bytesMax, effect)), outcome: 'too_large' };
  }
  const { data, errors } = answer.result;
  if (data == null) {
    return { result: failureOf(textOfErrors(errors ?? [])), outcome: 'refused' };
  }
  return { result: structured(answer.json), outcome: errors === undefined ? 'answered' : 'partial' };
}

/** A result with structured content, and with the same as text for clients that read text only. */
export function structured(json: string): CallToolResult {
  return { content: [{ type: 'text', text: json }], structuredContent: parseExactly(json) };
}

/** The result of a call that failed. The text says why, and what to do. */
export function failureOf(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

/** The errors as lines, each with its code, the path to the field, and the request of one that is ours. */
export function textOfErrors(errors: readonly GraphQLFormattedError[]): string {
  return errors
    .map(({ message, path, extensions }) => {
      const { code, requestId } = extensions ?? {};
      const place = path === undefined ? '' : ` (at ${path.join('.')})`;
      return `${typeof code === 'string' ? `${code}: ` : ''}${message}${place}${typeof requestId === 'string' ? ` (request ${requestId})` : ''}`;
    })
    .join('\n');
}

function tooLarge(bytes: number, bytesMax: number, effect: Effect): string {
  const reason = `LIMIT_EXCEEDED: The result has ${bytes} bytes, and ${bytesMax} are allowed.`;
  const smaller = 'Ask for a smaller page with `first`, and for the next one with `after`. Or select fewer fields.';
  return effect === 'none'
    ? `${reason} ${smaller}`
    : effect === 'certain'
      ? `${reason} The mutation was executed. Do not send it again: read what it changed.`
      : `${reason} A mutation was executed: do not send it again, and read what it changed. For a query: ${smaller}`;
}
