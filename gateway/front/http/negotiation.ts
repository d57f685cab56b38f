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

/** The answers that a client takes, and those that it prefers. */
export type Accepted = {
  /** The media type of a whole answer; null if the client takes no JSON. */
  json: typeof jsonType | typeof graphqlJsonType | null;
  /** The stream for a subscription; null if the client names none. */
  stream: 'events' | 'multipart' | null;
  /** True if queries and mutations are to be answered by the stream, too. */
  prefersStream: boolean;
  /** True if the client takes later what it deferred. */
  takesParts: boolean;
  /** True if a page is preferred to everything else. */
  prefersPage: boolean;
};

const rememberedMax = 1_000;
const rememberedCharactersMax = 512;
const remembered = new Map<string, Accepted>();
const anything = readAccept('*/*');

/**
 * The one reading of an `accept` header, by RFC 9110, section 12.5.1: the most specific range that matches a type gives
 * its quality; equal qualities go by how specific the range is, then by order. Without the header everything is
 * accepted. A wildcard for all types asks for no stream: who takes anything gets an answer that ends.
 */
export function acceptedBy(header: string | undefined): Accepted {
  if (header === undefined) {
    return anything;
  }
  const known = remembered.get(header);
  if (known !== undefined) {
    return known;
  }
  const accepted = readAccept(header);
  if (header.length <= rememberedCharactersMax) {
    if (remembered.size >= rememberedMax) {
      remembered.clear();
    }
    remembered.set(header, accepted);
  }
  return accepted;
}

/** False if nothing that could be answered is accepted. */
export function acceptsSomething({ json, stream, takesParts }: Accepted): boolean {
  return json !== null || stream !== null || takesParts;
}

/** What is said to a client that accepts nothing that there is. */
export const notAcceptable =
  'Nothing that `accept` names can be answered. Accept application/graphql-response+json or application/json; for subscriptions text/event-stream or multipart/mixed.';

/**
 * The media type of a `content-type` header, in lower case and without parameters, and its charset; null for no media
 * type.
 */
export function contentTypeOf(header: string | undefined): { essence: string; charset: string | null } | null {
  if (header === undefined) {
    return null;
  }
  const { type, parameters } = parse(header);
  return type.includes('/') ? { essence: type, charset: parameters['charset'] ?? null } : null;
}

/** True for the media type in which requests come, whatever its case and parameters. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === 'application/json') {
    return contentType !== undefined;
  }
  const known = jsonByHeader.get(contentType);
  if (known !== undefined) {
    return known;
  }
  const found = contentTypeOf(contentType)?.essence === 'application/json';
  if (contentType.length <= rememberedCharactersMax) {
    if (jsonByHeader.size >= rememberedMax) {
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
 * How a client takes a type. The specificity is 0 for all types, 1 for `text/*`, 2 for a type, 3 for one with
 * parameters.
 */
type Rank = { quality: number; specificity: number; index: number };

function readAccept(header: string): Accepted {
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

/** How a type is taken by the most specific range that matches it; null if it is not. */
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

/** How specific a range is that matches a type; null if it does not. */
function specificityOf(range: Range, offer: MediaType): number | null {
  const level = range.type === '*' ? 0 : range.subtype === '*' ? 1 : 2;
  if ((level > 0 && range.type !== offer.type) || (level > 1 && range.subtype !== offer.subtype)) {
    return null;
  }
  let isNarrower = false;
  for (const [name, value] of range.params) {
    if (name === 'boundary') {
      // The server chooses it.
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
  // An empty header names nothing, and so refuses nothing.
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
