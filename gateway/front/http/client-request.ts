import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { parseExactly } from '@tributary/platform/json/exact-json.ts';
import { BodyRefused, readBody, sendJson } from '@tributary/platform/http-server.ts';
import { parseRequestJson, parseValueJson } from '@tributary/platform/json/request-json.ts';
import { inTurn } from '@tributary/platform/turns.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../../request/gateway-context.ts';
import { bytesAtOnceMax, isMeasured, JsonSize } from './json-size.ts';
import { contentTypeOf, isJson, jsonType } from './negotiation.ts';

/** The parameters of a request in a URL: those of GraphQL over HTTP, and Relay's `doc_id`. */
const parameterNames = ['query', 'documentId', 'doc_id', 'operationName', 'variables', 'extensions'];
const simpleTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Identifies the caller of a request, by a ticket if there is one. A ticket is valid once. */
export type Identify = (transport: GatewayContext['transport'], ticket: string | null) => Promise<GatewayContext>;

/** A refusal of a request, with its HTTP status and headers. */
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

/** A refusal of an operation before it begins. An accepted stream cannot carry the status. */
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

/** An error as a refusal of the request. Throws any that is neither a refusal nor an error for the client. */
export function asRefusal(error: unknown): RequestRefused {
  if (error instanceof RequestRefused) {
    return error;
  }
  if (error instanceof GraphQLError) {
    // An error about the caller sets the HTTP status on every transport.
    const { http, ...extensions } = error.extensions;
    return new RequestRefused(statusIn(http) ?? 400, [{ message: error.message, extensions }], headersIn(http));
  }
  throw error;
}

function headersIn(http: unknown): Record<string, string> {
  const isHead = typeof http === 'object' && http !== null && 'headers' in http;
  return isHead && http.headers instanceof Map ? Object.fromEntries(http.headers) : {};
}

function statusIn(http: unknown): number | null {
  const isHead = typeof http === 'object' && http !== null && 'status' in http;
  return isHead && typeof http.status === 'number' ? http.status : null;
}

/** Sends a refusal in the media type that the client prefers. */
export function sendRefusal(
  response: HttpResponse,
  { status, errors, headers }: RequestRefused,
  type: string | null = null,
): void {
  for (const name in headers) {
    response.setHeader(name, headers[name] ?? '');
  }
  sendJson(response, status, { errors }, type ?? jsonType);
}

/** Answers a request for a path that is not served, or is closed. */
export function sendNothingAt(response: HttpResponse, path: string): void {
  sendJson(response, 404, { error: `There is nothing at ${path}; the graph is at /graphql.` });
}

/**
 * Parses the body of a request: JSON to its value, anything else to text. Undefined for a missing body. Numbers keep
 * their text in the variables of an operation, or anywhere in another `value`. Throws RequestRefused.
 */
export async function parseRequestBody(
  request: HttpRequest,
  bytesMax: number,
  holds: 'operation' | 'value' = 'operation',
): Promise<unknown> {
  const parseJson = holds === 'operation' ? parseRequestJson : parseValueJson;
  try {
    const { 'content-type': type, 'content-length': length = bytesMax } = request.headers;
    const isMeasuredJson = isJson(type) && isMeasured(Number(length));
    const size = isMeasuredJson ? new JsonSize() : null;
    const text = await readBody(request, bytesMax, (part) => size?.add(part) ?? null);
    if (text === '') {
      return undefined;
    }
    if (!isJson(type)) {
      return text;
    }
    return text.length > bytesAtOnceMax ? await inTurn(() => parseJson(text)) : parseJson(text);
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

/** Whether a request has a body (RFC 9112, section 6.3). Over HTTP/2 it may have one without telling its length. */
export function hasBody({ headers, httpVersionMajor }: HttpRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return length === undefined ? encoding !== undefined || httpVersionMajor > 1 : length !== '0';
}

/** The refusal of a body of another media type than JSON. */
export function notJson(): RequestRefused {
  return refusal(415, 'Send the request as `content-type: application/json`.');
}

/** True for a request that browsers send to other sites without preflight. Apollo Server refuses it with the reason. */
export function isSimple({ headers }: HttpRequest): boolean {
  const given = headers['content-type'];
  const isProven = ['apollo-require-preflight', 'x-apollo-operation-name'].some((name) => (headers[name] ?? '') !== '');
  return !isProven && (given === undefined || simpleTypes.has(contentTypeOf(given)?.essence ?? ''));
}

/**
 * The query of a request's URL, with its question mark. Empty if there is none.
 *
 * Throws RequestRefused for bytes that are not UTF-8, which URLSearchParams would replace, and for JSON with lone
 * surrogates. Also for a repeated parameter of `names`, which are those of GraphQL by default.
 *
 * Empty `variables`, `extensions` and `operationName` are dropped, and the first two also if they are `null`. So
 * clients write in a URL that there are none.
 */
export function searchOf({ url = '' }: HttpRequest, names: readonly string[] = parameterNames): string {
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
  for (const name of names) {
    const [value, second] = parameters.getAll(name);
    if (second !== undefined) {
      throw refusal(400, `The '${name}' search parameter may only be specified once.`);
    }
    const isNone = value === '' ? !namesDocument(name) : value === 'null' && isWrittenAsJson(name);
    if (isNone) {
      parameters.delete(name);
      isChanged = true;
    } else if (value?.includes('\\u') === true && isWrittenAsJson(name)) {
      parse(name, value);
    }
  }
  return isChanged ? `?${String(parameters)}` : search;
}

/**
 * Parses the request in a URL, where variables and extensions are JSON. The path may have the id of the document.
 * Throws RequestRefused.
 */
export function parametersOf(request: HttpRequest, idInPath: string | null = null): Record<string, unknown> {
  const parameters = new URLSearchParams(searchOf(request));
  if (idInPath !== null && parameterNames.some((name) => namesDocument(name) && parameters.has(name))) {
    throw refusal(400, 'The path has the id of the document. Leave out `query`, `documentId` and `doc_id`.');
  }
  const given = parameterNames.flatMap((name) => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, isWrittenAsJson(name) ? parse(name, value) : value]];
  });
  return { ...Object.fromEntries(given), ...(idInPath === null ? {} : { documentId: idInPath }) };
}

function namesDocument(parameter: string): boolean {
  return parameter === 'query' || parameter === 'documentId' || parameter === 'doc_id';
}

function isWrittenAsJson(parameter: string): boolean {
  return parameter === 'variables' || parameter === 'extensions';
}

function parse(name: string, value: string): unknown {
  const tooLarge = isMeasured(value.length) ? new JsonSize().add(Buffer.from(value)) : null;
  if (tooLarge !== null) {
    throw refusal(413, tooLarge, { code: 'LIMIT_EXCEEDED' });
  }
  try {
    const parsed = parseRequestJson(value);
    return name === 'variables' ? parseExactly(value) : parsed;
  } catch (error) {
    throw refusal(400, `Invalid JSON in the parameter \`${name}\`: ${error instanceof Error ? error.message : ''}`);
  }
}

/** True for printable ASCII whose percent-encoded bytes are UTF-8. A single percent sign is allowed as itself. */
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

/**
 * The ticket in the URL of a request, which replaces `Authorization`. Null if there is none. Throws RequestRefused for
 * both together, and for two tickets.
 */
export function ticketOf({ url = '', headers: { authorization } }: HttpRequest): string | null {
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
