import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { parseExactly } from '@tributary/platform/json/exact-json.ts';
import { BodyRefused, readBody, sendJson } from '@tributary/platform/http-server.ts';
import { parseRequestJson } from '@tributary/platform/json/request-json.ts';
import type { GraphQLFormattedError } from 'graphql';
import { contentTypeOf, isJson, jsonType } from './negotiation.ts';

const simpleTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** A request that is refused, with the HTTP status and the headers that say so. */
export class RequestRefused extends Error {
  override name = 'RequestRefused';
  readonly status: number;
  readonly errors: readonly GraphQLFormattedError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, errors: RequestRefused['errors'], headers: RequestRefused['headers'] = {}) {
    super(errors[0]?.message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

/** An operation that is refused before it begins. A stream that was accepted has no way to tell the status. */
export class OperationRefused extends RequestRefused {
  override name = 'OperationRefused';
}

/** A refusal with one error. */
export function refusal(
  status: number,
  message: string,
  { code = 'BAD_REQUEST', headers = {} }: { code?: ErrorCode; headers?: Readonly<Record<string, string>> } = {},
): RequestRefused {
  return new RequestRefused(status, [{ message, extensions: { code } }], headers);
}

/** Answers with a refusal, in the media type that the client prefers. */
export function sendRefusal(
  response: ServerResponse,
  { status, errors, headers }: RequestRefused,
  type: string | null = null,
): void {
  for (const name in headers) {
    response.setHeader(name, headers[name] ?? '');
  }
  sendJson(response, status, { errors }, type ?? jsonType);
}

/** Reads the body of a request: the value of JSON, the text of anything else, undefined where there is none. Throws RequestRefused. */
export async function readRequestBody(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  try {
    const text = await readBody(request, bytesMax);
    if (text === '') {
      return undefined;
    }
    return isJson(request.headers['content-type']) ? parseRequestJson(text) : text;
  } catch (error) {
    if (error instanceof BodyRefused) {
      throw refusal(error.status, error.message, error);
    }
    if (error instanceof SyntaxError) {
      throw refusal(400, `Invalid JSON in the body: ${error.message}`);
    }
    throw error;
  }
}

/** The refusal of a body in another media type than JSON. */
export function notJson(): RequestRefused {
  return refusal(415, 'Send the request as `content-type: application/json`.');
}

/** True for a request that browsers send to other sites without asking them. Apollo Server refuses it, and says why. */
export function isSimple({ headers }: IncomingMessage): boolean {
  const given = headers['content-type'];
  const isProven = ['apollo-require-preflight', 'x-apollo-operation-name'].some((name) => (headers[name] ?? '') !== '');
  return !isProven && (given === undefined || simpleTypes.has(contentTypeOf(given)?.essence ?? ''));
}

/**
 * The query of a request's URL, with its question mark; empty if there is none. Throws RequestRefused for bytes that are no UTF-8, which URLSearchParams would replace, for JSON with half characters, and for a
 * parameter of GraphQL that is there twice. Empty `variables`, `extensions` and `operationName` are left out, and the first two as `null`: so a client says in a URL that there are none.
 */
export function searchOf({ url = '' }: IncomingMessage): string {
  const begin = url.indexOf('?');
  if (begin === -1) {
    return '';
  }
  const search = url.slice(begin);
  if (!isText(search)) {
    throw refusal(400, 'The URL has bytes that are not UTF-8. Encode the parameters as UTF-8, with percent signs.');
  }
  const parameters = new URLSearchParams(search);
  let isChanged = false;
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    const [value, second] = parameters.getAll(name);
    if (second !== undefined) {
      throw refusal(400, `The '${name}' search parameter may only be specified once.`);
    }
    const isNone = value === '' ? name !== 'query' : value === 'null' && isWrittenAsJson(name);
    if (isNone) {
      parameters.delete(name);
      isChanged = true;
    } else if (value?.includes('\\u') === true && isWrittenAsJson(name)) {
      parse(name, value);
    }
  }
  return isChanged ? `?${String(parameters)}` : search;
}

/** The request in a URL, where variables and extensions are JSON. Throws RequestRefused. */
export function parametersOf(request: IncomingMessage): Record<string, unknown> {
  const parameters = new URLSearchParams(searchOf(request));
  return Object.fromEntries(
    ['query', 'operationName', 'variables', 'extensions'].flatMap((name) => {
      const value = parameters.get(name);
      return value === null ? [] : [[name, isWrittenAsJson(name) ? parse(name, value) : value]];
    }),
  );
}

function isWrittenAsJson(parameter: string): boolean {
  return parameter === 'variables' || parameter === 'extensions';
}

function parse(name: string, value: string): unknown {
  try {
    const parsed = parseRequestJson(value);
    return name === 'variables' ? parseExactly(value) : parsed;
  } catch (error) {
    throw refusal(400, `Invalid JSON in the parameter \`${name}\`: ${error instanceof Error ? error.message : ''}`);
  }
}

/** True for printable ASCII whose percent-encoded bytes are UTF-8. A lone percent sign stands for itself. */
function isText(search: string): boolean {
  if (/[^\x21-\x7e]/.test(search)) {
    return false;
  }
  if (!search.includes('%')) {
    return true;
  }
  try {
    decodeURIComponent(search.replaceAll(/%(?![\da-fA-F]{2})/g, '%25'));
    return true;
  } catch {
    return false;
  }
}

/** The ticket in the URL of a request, in the place of `Authorization`; null if there is none. Throws RequestRefused for both, and for two. */
export function ticketOf({ url = '', headers: { authorization } }: IncomingMessage): string | null {
  if (!url.includes('ticket')) {
    return null;
  }
  const [ticket = '', second] = new URLSearchParams(url.slice(url.indexOf('?'))).getAll('ticket');
  if (ticket === '') {
    return null;
  }
  if (second !== undefined || (authorization ?? '') !== '') {
    throw refusal(400, 'Send one ticket, or `Authorization`, but not both.');
  }
  return ticket;
}

/** The refusal of a ticket for anything but a stream. */
export function notForTickets(): RequestRefused {
  return refusal(400, 'A ticket opens the stream of a subscription. Send `Authorization` with everything else.');
}
