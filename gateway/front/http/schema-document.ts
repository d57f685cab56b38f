import type { HttpRequest, HttpResponse } from '@tributary/platform/http-message.ts';
import type { GatewayContext } from '../../request/gateway-context.ts';
import type { ShowSchema } from '../../request/show-schema.ts';
import { asRefusal, refusal, sendNothingAt, sendRefusal, type Identify } from './client-request.ts';
import type { Compression } from './compression.ts';

/** The path of the schema for clients. */
export const schemaPath = '/graphql/schema.graphql';

/** The schema needs no operation, so nothing is told of one. */
const transport: GatewayContext['transport'] = {
  takesParts: false,
  takesOnlyParts: false,
  takesSubscriptions: false,
  takesOnlySubscriptions: false,
  isReadOnly: true,
};

type SchemaExchange = { request: HttpRequest; response: HttpResponse; identify: Identify };

/**
 * Answers with the SDL of the API that introspection shows to the caller, and with 404 where it shows none. The media
 * type is the usual one of SDL, which is not registered. The tag is weak, since compression changes the bytes.
 */
export function createSchemaHandler({
  showSchema,
  compression,
}: {
  /** Null where introspection is closed. */
  showSchema: ShowSchema | null;
  compression: Compression;
}): (exchange: SchemaExchange) => Promise<void> {
  const answer = async ({ request, response, identify }: SchemaExchange): Promise<void> => {
    if (showSchema !== null && request.method !== 'GET' && request.method !== 'HEAD') {
      throw refusal(405, 'The schema comes by GET.', { headers: { allow: 'GET, HEAD, OPTIONS' } });
    }
    const shown = showSchema === null ? null : await showSchema(await identify(transport, null));
    if (shown === null) {
      sendNothingAt(response, schemaPath);
      return;
    }
    const tag = `W/"${shown.digest}"`;
    response.setHeader('etag', tag);
    // Shared caches do not know the rights of a caller, and the caller's own cache asks whether they changed.
    response.setHeader('cache-control', 'private, no-cache');
    if (isKnownTag(request.headers['if-none-match'], shown.digest)) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('content-type', 'application/graphql; charset=utf-8');
    await compression.endWith(request, response, shown.sdl);
  };
  return (exchange) =>
    answer(exchange).catch((error: unknown) => {
      sendRefusal(exchange.response, asRefusal(error));
    });
}

/** Whether a client has the text already, by weak comparison (RFC 9110, section 13.1.2). */
export function isKnownTag(ifNoneMatch: string | undefined, digest: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim());
  return tags.some((tag) => tag === '*' || tag.replace(/^W\//, '') === `"${digest}"`);
}
