import { hasRawNumbers, isRecord, parseExactly } from './exact-json.ts';

/**
 * Parses the answer of a subgraph. Numbers in its data and in the extensions of its errors keep their text; all others,
 * such as positions in a path, are plain. Throws SyntaxError.
 *
 * `hasAlteredNumbers` tells whether `JSON.parse` may have changed a number of the data that matters. Without it, the
 * text is searched.
 */
export function parseAnswer(text: string, hasAlteredNumbers?: (data: unknown) => boolean): unknown {
  const answer: unknown = JSON.parse(text);
  const isUnaltered =
    !isRecord(answer) ||
    (!('errors' in answer) && hasAlteredNumbers?.(answer['data']) === false) ||
    !hasRawNumbers(text);
  if (!isUnaltered) {
    takeExact(answer, parseExactly(text));
  }
  return answer;
}

/** Parses a message of a stream: an answer, or a message whose payload is an answer or a list of errors. */
export function parseAnswerMessage(text: string): unknown {
  const message: unknown = JSON.parse(text);
  if (isRecord(message) && hasRawNumbers(text)) {
    const exact = parseExactly(text);
    if (!('payload' in message)) {
      takeExact(message, exact);
      return message;
    }
    const [payload, exactPayload] = [message['payload'], isRecord(exact) ? exact['payload'] : undefined];
    if (isRecord(payload)) {
      takeExact(payload, exactPayload);
    } else {
      takeExtensions(payload, exactPayload);
    }
  }
  return message;
}

function takeExact(answer: Record<string, unknown>, exact: unknown): void {
  if (isRecord(exact)) {
    if ('data' in exact) {
      answer['data'] = exact['data'];
    }
    takeExtensions(answer['errors'], exact['errors']);
  }
}

function takeExtensions(errors: unknown, exact: unknown): void {
  if (!Array.isArray(errors) || !Array.isArray(exact)) {
    return;
  }
  for (const [index, error] of errors.entries()) {
    const exactError: unknown = exact[index];
    if (isRecord(error) && isRecord(exactError) && isRecord(exactError['extensions'])) {
      error['extensions'] = exactError['extensions'];
    }
  }
}
