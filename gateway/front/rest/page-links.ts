import type { PageInfo } from './rest-answer.ts';
import type { Route } from './rest-routes.ts';

/**
 * The header `Link` to the pages after and before this one (RFC 8288), relative to the URL of the request. Null without
 * any.
 */
export function pageLinks(
  { inQuery }: Pick<Route, 'inQuery'>,
  { path, search, pageInfo }: { path: string; search: string; pageInfo: PageInfo },
): string | null {
  const takes = (name: string) => inQuery.some((each) => each.name === name);
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo;
  const link = (rel: string, size: 'first' | 'last', cursor: 'after' | 'before', position: string) => {
    const parameters = new URLSearchParams(search);
    const given = parameters.get('first') ?? parameters.get('last');
    for (const name of ['first', 'last', 'after', 'before']) {
      parameters.delete(name);
    }
    if (given !== null) {
      parameters.set(size, given);
    }
    parameters.set(cursor, position);
    return `<${path}?${String(parameters)}>; rel="${rel}"`;
  };
  const links = [
    ...(hasNextPage && endCursor !== null && takes('after') ? [link('next', 'first', 'after', endCursor)] : []),
    ...(hasPreviousPage && startCursor !== null && takes('before') && takes('last')
      ? [withSize(link('prev', 'last', 'before', startCursor))]
      : []),
  ];
  return links.length === 0 ? null : links.join(', ');
}

/** A page before a cursor is asked for with `last`. The size is 25 where the request names none. */
function withSize(link: string): string {
  return /[?&]last=/.test(link) ? link : link.replace('?', '?last=25&');
}
