import { Misuse } from '@tributary/platform/errors.ts';

/** The unchecked arguments of a Relay connection. */
export type PageArguments = {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
};

/** A page of a list: up to `size` items after `after` (forward) or before `before` (backward), within both. */
export type Page = { size: number; direction: 'forward' | 'backward'; after: string | null; before: string | null };

export type Connection<Node> = {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

const pageSizeDefault = 25;
const pageSizeMax = 100;
/** Room for a text of 200 characters of any script, and a UUID. */
const cursorLengthMax = 2_048;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Checks the arguments of a connection. A page of 0 items is empty. Throws Misuse `INVALID_PAGE`. */
export function readPage(
  { first, after, last, before }: PageArguments,
  { sizeDefault = pageSizeDefault, sizeMax = pageSizeMax }: { sizeDefault?: number; sizeMax?: number } = {},
): Page {
  if (first != null && last != null) {
    throw new Misuse('INVALID_PAGE', 'Ask for `first` or for `last`, not for both.');
  }
  const name = last != null ? 'last' : 'first';
  const size = last ?? first ?? sizeDefault;
  if (size < 0 || size > sizeMax) {
    throw new Misuse('INVALID_PAGE', `\`${name}\` must be from 0 to ${sizeMax}; it is ${size}. Ask for more pages.`);
  }
  return {
    size,
    direction: last != null ? 'backward' : 'forward',
    // The empty string is the beginning of every list.
    after: after === '' ? null : (after ?? null),
    before: before ?? null,
  };
}

/**
 * Makes a connection of up to `page.size` + 1 nodes, which were selected in the direction of the page. An extra node
 * means that there are more. The nodes come out in the order of the list either way. `hasOutside` says whether the list
 * has items on the other side of the cursor from which the page was selected. By default it has, as each cursor of the
 * list names an item.
 */
export function toConnection<Node>({
  nodes: read,
  page,
  cursorOf,
  hasOutside = startOf(page) !== null,
}: {
  nodes: readonly Node[];
  page: Page;
  cursorOf: (node: Node) => string;
  hasOutside?: boolean;
}): Connection<Node> {
  const hasMore = read.length > page.size;
  const kept = read.slice(0, page.size);
  const nodes = page.direction === 'forward' ? kept : kept.toReversed();
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: page.direction === 'forward' ? hasMore : hasOutside,
      hasPreviousPage: page.direction === 'backward' ? hasMore : hasOutside,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The cursor from which a page is selected, in its direction. Null for a page from the beginning or the end. */
function startOf({ direction, after, before }: Page): string | null {
  return direction === 'forward' ? after : before;
}

/** An opaque cursor of the values by which a list is sorted. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Decodes the values of a cursor. Throws Misuse `INVALID_CURSOR` unless there are `length` of them. */
export function decodeCursor(cursor: string, length: number): string[] {
  const parts = parseJson(Buffer.from(cursor.slice(0, cursorLengthMax), 'base64url').toString());
  if (Array.isArray(parts) && parts.length === length && parts.every((part) => typeof part === 'string')) {
    return parts;
  }
  throw invalidCursor();
}

/** The cursor of a list in the order of its UUIDs, which sort by creation time. */
export function idCursor({ id }: { id: string }): string {
  return encodeCursor([id]);
}

/** Decodes a cursor of `idCursor` to its UUID. Throws Misuse `INVALID_CURSOR`. */
export function readIdCursor(cursor: string): string {
  const [id = ''] = decodeCursor(cursor, 1);
  if (!uuidPattern.test(id)) {
    throw invalidCursor();
  }
  return id;
}

/** The cursor of a list in the order of a text, and of UUIDs where texts are equal. */
export function textCursor({ text, id }: { text: string; id: string }): string {
  return encodeCursor([text, id]);
}

/** Decodes a cursor of `textCursor`. Throws Misuse `INVALID_CURSOR`. */
export function readTextCursor(cursor: string): { text: string; id: string } {
  const [text = '', id = ''] = decodeCursor(cursor, 2);
  if (!text.isWellFormed() || text.includes('\0') || !uuidPattern.test(id)) {
    throw invalidCursor();
  }
  return { text, id };
}

/** The error for a cursor that is not from the list. */
export function invalidCursor(): Misuse {
  return new Misuse(
    'INVALID_CURSOR',
    'This cursor is not from this list. Use one that the list gave, or leave it out.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
