import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import type { Published, PublishedFor } from '../request/published-operations.ts';
import { asRefusal } from './http/client-request.ts';
import type { Compression } from './http/compression.ts';
import { acceptedBy } from './http/negotiation.ts';
import { htmlOf, policyOf, sendPage, type Page } from './page.ts';
import { documentTransport } from './rest/answer-rest.ts';
import { problemTypes, type ProblemMeaning, type ProblemType } from './rest/problem-types.ts';
import { problem, problemOfRefusal, ProblemError, sendProblem, titleOf } from './rest/problems.ts';
import type { RestExchange } from './rest/rest-request.ts';
import { createRoutes } from './rest/rest-routes.ts';
import { sendTagged } from './rest/send-answer.ts';

const indexPath = '/problems';

/** Whether a path is that of the types of problems, or of one of them. */
export function isProblemPath(path: string): boolean {
  return path === indexPath || path.startsWith(`${indexPath}/`);
}

/**
 * Answers with the types of problems at `/problems`, and with one at its own `type`: as a page for browsers, and as
 * JSON otherwise. A caller is told the refusals of its contract alone.
 */
export function createProblemPages({
  publishedFor,
  compression,
}: {
  publishedFor: PublishedFor;
  compression: Compression;
}): (exchange: RestExchange) => Promise<void> {
  const typesOf = rememberedBy(({ operations, schema }: Published) =>
    problemTypes(createRoutes(operations, schema).routes),
  );

  const answer = async ({ request, response, path, identify }: RestExchange): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw problem('method-not-allowed', 'The types of problems come by GET.', {
        headers: { allow: 'GET, HEAD, OPTIONS' },
      });
    }
    const types = typesOf(publishedFor(await identify(documentTransport, null)));
    const wanted = path === indexPath ? null : (types.get(path.slice(indexPath.length + 1)) ?? undefined);
    if (wanted === undefined) {
      throw problem('not-found', 'There is no problem of this type. /problems lists the types.');
    }
    response.setHeader('cache-control', 'private, no-cache');
    if (acceptedBy(request.headers.accept).prefersPage) {
      await sendPage(request, response, wanted === null ? indexPage(types.values()) : typePage(wanted), compression);
      return;
    }
    const json = wanted === null ? { problems: [...types.values()].map(summaryOf) } : jsonOf(wanted);
    await sendTagged(request, response, { text: JSON.stringify(json), compression });
  };

  return (exchange) =>
    answer(exchange).catch((error: unknown) => {
      const found = error instanceof ProblemError ? error.problem : problemOfRefusal(asRefusal(error));
      sendProblem(exchange.response, found, exchange.scope.id);
    });
}

function summaryOf({ type, meanings }: ProblemType): object {
  return { type, statuses: statusesIn(meanings), meaning: meanings.map(({ meaning }) => meaning).join(' ') };
}

function jsonOf({ type, meanings }: ProblemType): object {
  return {
    type,
    statuses: statusesIn(meanings),
    meanings: meanings.map(({ statuses, meaning, remedy, members }) => ({
      statuses,
      meaning,
      ...(remedy === null ? {} : { remedy }),
      members,
    })),
  };
}

function statusesIn(meanings: readonly ProblemMeaning[]): number[] {
  return [...new Set(meanings.flatMap(({ statuses }) => statuses))].toSorted((one, other) => one - other);
}

function indexPage(types: Iterable<ProblemType>): Page {
  const rows = [...types].map(
    ({ name, type, meanings }) => `<dt><a href="${type}">${name}</a> ${statusesIn(meanings).join(', ')}</dt>
<dd>${meanings.map(({ meaning }) => textOf(meaning)).join('<br>')}</dd>`,
  );
  return pageOf(`<h1>Problems</h1>
<p>Each answer of the REST API that is no success has a <code>type</code>. These are the types, with the statuses that they come with.</p>
<dl>
${rows.join('\n')}
</dl>`);
}

function typePage({ name, meanings }: ProblemType): Page {
  return pageOf(`<h1>${name}</h1>
${meanings.map(sectionOf).join('\n')}
<p><a href="${indexPath}">All types of problems</a></p>`);
}

function sectionOf({ statuses, meaning, remedy, members }: ProblemMeaning): string {
  const listed = Object.entries(members).map(
    ([name, description]) => `<dt><code>${name}</code></dt>
<dd>${textOf(description)}</dd>`,
  );
  return `<h2>${statuses.map((status) => `${status}: ${titleOf(status)}`).join('; ')}</h2>
<p>${textOf(meaning)}</p>${remedy === null ? '' : `\n<p>${textOf(remedy)}</p>`}
${listed.length === 0 ? '' : `<dl>\n${listed.join('\n')}\n</dl>\n`}`;
}

function pageOf(content: string): Page {
  const html = htmlOf({
    styles: `body { max-width: 45rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; }
h2 { font-size: 1rem; }
dt { margin-top: 1rem; }`,
    body: content,
  });
  return { html, contentSecurityPolicy: policyOf({}) };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text with code between backticks, as HTML. */
function textOf(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
