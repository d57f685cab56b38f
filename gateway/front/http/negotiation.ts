import { parse } from 'content-type';

/** The media types in which the gateway can answer. */
export const jsonType = 'application/json; charset=utf-8';
export const graphqlJsonType = 'application/graphql-response+json; charset=utf-8';
/** Parts as Apollo's clients take them: https://github.com/graphql/graphql-spec/pull/742 as it was on 2022-08-24. */
export const partsType = 'multipart/mixed; deferSpec=20220824';
const offers = {
  json: mediaTypeOf(jsonType),
  graphqlJson: mediaTypeOf(graphqlJsonType),
  events: mediaTypeOf('text/event-stream; charset=utf-8'),
  multipart: mediaTypeOf('multipart/mixed; subscriptionSpec=1.0'),
  parts: mediaTypeOf(partsType),
  html: mediaTypeOf('text/html; charset=utf-8'),
};

/** The answers that a client accepts, and those that it prefers. */
export type Accepted = {
  /** The media type of a whole answer; null if the client accepts no JSON. */
  json: typeof jsonType | typeof graphqlJsonType | null;
  /** The stream for a subscription; null if the client names none. */
  stream: 'events' | 'multipart' | null;
  /** True if the stream is preferred for queries and mutations, too. */
  prefersStream: boolean;
  /** True if the client accepts deferred data in later parts. */
  takesParts: boolean;
  /** True if a page is preferred to everything else. */
  prefersPage: boolean;
};

const headersMax = 1_000;
const headerCharactersMax = 512;
const acceptedByHeader = new Map<string, Accepted>();
const anything = parseAccept('*/*');

/**
 * Parses an `accept` header by RFC 9110, section 12.5.1. The most specific range that matches a type gives its quality.
 * Equal qualities are ordered by the specificity of the range, then by position. Without the header everything is
 * accepted. A wildcard for all types does not request a stream: such a client gets an answer that ends.
 */
export function acceptedBy(header: string | undefined): Accepted {
  if (header === undefined) {
    return anything;
  }
  const cached = acceptedByHeader.get(header);
  if (cached !== undefined) {
    return cached;
  }
  const accepted = parseAccept(header);
  if (header.length <= headerCharactersMax) {
    if (acceptedByHeader.size >= headersMax) {
      acceptedByHeader.clear();
    }
    acceptedByHeader.set(header, accepted);
  }
  return accepted;
}

/** False if the client accepts none of the gateway's formats. */
export function acceptsSomething({ json, stream, takesParts }: Accepted): boolean {
  return json !== null || stream !== null || takesParts;
}

/** The message to a client that accepts none of the gateway's formats. */
export const notAcceptable =
  'Nothing that `accept` names can be answered. Accept application/graphql-response+json or application/json; for subscriptions text/event-stream or multipart/mixed.';

/**
 * The media type of a `content-type` header, in lower case and without parameters, and its charset. Null if it is
 * invalid.
 */
export function contentTypeOf(header: string | undefined): { essence: string; charset: string | null } | null {
  if (header === undefined) {
    return null;
  }
  const { type, parameters } = parse(header);
  return type.includes('/') ? { essence: type, charset: parameters['charset'] ?? null } : null;
}

/** True for JSON, the media type of requests, in any case and with any parameters. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === 'application/json') {
    return contentType !== undefined;
  }
  const cached = jsonByHeader.get(contentType);
  if (cached !== undefined) {
    return cached;
  }
  const found = contentTypeOf(contentType)?.essence === 'application/json';
  if (contentType.length <= headerCharactersMax) {
    if (jsonByHeader.size >= headersMax) {
      jsonByHeader.clear();
    }
    jsonByHeader.set(contentType, found);
  }
  return found;
}

const jsonByHeader = new Map<string, boolean>();

type MediaType = { type: string; subtype: string; params: ReadonlyMap<string, string> };
type Range = MediaType & { quality: number; index: number };
/**
 * A client's preference for a type. The specificity is 0 for all types, 1 for `text/*`, 2 for a type, 3 for one with
 * parameters.
 */
type Rank = { quality: number; specificity: number; index: number };

function parseAccept(header: string): Accepted {
  const ranges = rangesIn(header);
  const rank = (offer: MediaType) => rankOf(offer, ranges);
  const [json, graphqlJson] = [rank(offers.json), rank(offers.graphqlJson)];
  const bestJson = isBetter(graphqlJson, json) ? graphqlJson : json;
  const [events, multipart] = [named(rank(offers.events)), named(rank(offers.multipart))];
  const parts = rank(offers.parts);
  const html = rank(offers.html);
  const takesParts =
    parts !== null && (bestJson === null ? parts.specificity > 0 && events === null : isNamedWell(parts, bestJson));
  return {
    json: bestJson === null ? null : bestJson === json ? jsonType : graphqlJsonType,
    stream: events === null && multipart === null ? null : isBetter(multipart, events) ? 'multipart' : 'events',
    // In Apollo's multipart protocol, queries are answered as JSON wherever that is accepted.
    prefersStream: bestJson === null ? !takesParts && (events ?? multipart) !== null : isBetter(events, bestJson),
    takesParts,
    prefersPage:
      html !== null && html.specificity >= 2 && [bestJson, events, multipart].every((other) => isBetter(html, other)),
  };
}

/** The formats of parts differ, so one has to be named where there is a choice. */
function isNamedWell({ specificity, quality }: Rank, json: Rank): boolean {
  return specificity === 3 && quality >= json.quality;
}

function named(rank: Rank | null): Rank | null {
  return rank !== null && rank.specificity > 0 ? rank : null;
}

function isBetter(one: Rank | null, other: Rank | null): boolean {
  if (one === null || other === null) {
    return one !== null;
  }
  if (one.quality !== other.quality) {
    return one.quality > other.quality;
  }
  if (one.specificity > 0 !== other.specificity > 0) {
    return one.specificity > 0;
  }
  return one.index < other.index;
}

/** The preference for a type, by the most specific range that matches it. Null if none matches. */
function rankOf(offer: MediaType, ranges: readonly Range[]): Rank | null {
  let best: Rank | null = null;
  for (const range of ranges) {
    const specificity = specificityOf(range, offer);
    if (
      specificity !== null &&
      (best === null ||
        specificity > best.specificity ||
        (specificity === best.specificity && range.quality > best.quality))
    ) {
      best = { quality: range.quality, specificity, index: range.index };
    }
  }
  return best === null || best.quality === 0 ? null : best;
}

/** The specificity of a range that matches a type. Null if it does not match. */
function specificityOf(range: Range, offer: MediaType): number | null {
  const level = range.type === '*' ? 0 : range.subtype === '*' ? 1 : 2;
  if ((level > 0 && range.type !== offer.type) || (level > 1 && range.subtype !== offer.subtype)) {
    return null;
  }
  let isNarrower = false;
  for (const [name, value] of range.params) {
    if (name === 'boundary') {
      // The server chooses the charset.
      continue;
    }
    if ((offer.params.get(name) ?? (name === 'charset' ? 'utf-8' : null)) !== value) {
      return null;
    }
    isNarrower ||= name !== 'charset';
  }
  return level === 2 && isNarrower ? 3 : level;
}

function rangesIn(header: string): Range[] {
  // An empty header restricts nothing.
  const list = /^[\t ,]*$/.test(header) ? '*/*' : header;
  const ranges: Range[] = [];
  for (let at = 0; at < list.length;) {
    const { type: name, parameters, index } = parse(list, { start: at, comma: true });
    const { q, ...others } = parameters;
    // Old Java clients send a lone asterisk.
    ranges.push({ ...mediaType(name === '*' ? '*/*' : name, others), quality: qualityOf(q), index: at });
    at = index + 1;
  }
  return ranges;
}

/** A weight between 0 and 1; an invalid one counts as 1. */
function qualityOf(weight: string | undefined): number {
  const quality = weight === undefined || !/^(?:\d+\.?\d*|\.\d+)$/.test(weight) ? 1 : Number(weight);
  return Math.min(quality, 1);
}

function mediaTypeOf(text: string): MediaType {
  const { type, parameters } = parse(text);
  return mediaType(type, parameters);
}

function mediaType(name: string, parameters: Readonly<Record<string, string>>): MediaType {
  const [, type = '', subtype = ''] = /^([^/]*)\/(.*)$/s.exec(name) ?? [];
  const params = new Map(Object.entries(parameters).map(([key, value]) => [key, value.toLowerCase()] as const));
  return { type, subtype, params };
}
