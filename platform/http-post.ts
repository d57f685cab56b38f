import type { Dispatcher } from 'undici';
import { textOf } from './http-server.ts';
import { TransportError } from './transport.ts';

export type HttpAnswer = { statusCode: number; cacheControl: string | undefined; text: string };

/** A request that may be sent again: it did not reach the other side, or that was not able to take it. */
export class Unreached extends TransportError {
  override name = 'Unreached';
}

/** It is there and answered, but not with what can be used. */
export class BadAnswer extends TransportError {
  override name = 'BadAnswer';
}

const unreachedCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Posts JSON and reads the whole answer. It listens to undici's own events, which costs half of what `request` does with its streams, and this is done several times for each
 * operation. Rejects with a TransportError when there is no answer, or one larger than `bytesMax`.
 */
export function post(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  { signal, timeoutMs, bytesMax }: { signal: AbortSignal | undefined; timeoutMs: number; bytesMax: number },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let statusCode = 0;
    let cacheControl: string | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let controller: Dispatcher.DispatchController | undefined;
    const abort = () => {
      const error = new TransportError('was not waited for');
      // While it waits for a connection there is nothing to abort yet.
      controller?.abort(error);
      reject(error);
    };
    const stopListening = () => signal?.removeEventListener('abort', abort);
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    dispatcher.dispatch(
      { ...options, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
      {
        onRequestStart: (started) => {
          controller = started;
          if (signal?.aborted === true) {
            abort();
          }
        },
        onResponseStart: (_controller, status, headers) => {
          statusCode = status;
          const value = headers['cache-control'];
          cacheControl = typeof value === 'string' ? value : undefined;
        },
        onResponseData: (started, chunk) => {
          bytes += chunk.length;
          if (bytes > bytesMax) {
            started.abort(new BadAnswer(`answered with more than ${bytesMax} bytes`));
            return;
          }
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          stopListening();
          resolve({ statusCode, cacheControl, text: textOf(chunks) });
        },
        onResponseError: (_controller, error) => {
          stopListening();
          reject(asTransportError(error, timeoutMs));
        },
      },
    );
  });
}

function asTransportError(error: Error, timeoutMs: number): TransportError {
  if (error instanceof TransportError) {
    return error;
  }
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new TransportError(`gave no answer within ${timeoutMs} ms`, { cause: error });
  }
  return unreachedCodes.has(code)
    ? new Unreached('cannot be reached', { cause: error })
    : new TransportError('cannot be reached', { cause: error });
}
