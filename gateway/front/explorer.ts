import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { asScript, htmlOf, newNonce, pageMark, policyOf, type Page } from './page.ts';

/** The initial content of the explorer. */
export type ExplorerSettings = {
  document: string;
  variables: string;
  /** Default headers, such as the token of a demo. Called for each page, so that a token is fresh. */
  headers: () => Promise<Record<string, string>>;
};

export const fallbackPath = '/explorer';
const sandboxScript =
  'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';
/** The page that Sandbox's script embeds. */
const sandboxFrame = 'https://sandbox.embed.apollographql.com/sandbox/explorer';
/** A timeout for networks that drop requests, where a browser would wait for minutes. */
const sandboxTimeoutMs = 4_000;

/** A page that opens Apollo Sandbox, or the fallback explorer if Sandbox cannot be loaded. */
export async function sandboxPage({ document, variables, headers }: ExplorerSettings): Promise<Page> {
  const nonce = newNonce();
  const initialState = { document, variables: parse(variables), headers: await headers(), includeCookies: false };
  const html = htmlOf({
    styles: `html, body, #sandbox { margin: 0; width: 100%; height: 100%; }
#sandbox iframe { display: block; }
#loading { position: absolute; inset: 0; display: grid; place-content: center; z-index: -1; font: 16px system-ui, sans-serif; color: #555; }`,
    body: `<p id="loading">Loading Apollo Sandbox …</p>
<div id="sandbox"></div>
<script type="module" nonce="${nonce}">
// The browser may have the script cached, but not the page that it embeds.
const reached = fetch(${asScript(sandboxFrame)}, { method: 'HEAD', mode: 'no-cors', cache: 'no-store' });
const loaded = new Promise((resolve, reject) => {
  const script = Object.assign(document.createElement('script'), {
    src: ${asScript(sandboxScript)}, onload: resolve, onerror: reject,
  });
  document.head.append(script);
});
const late = new Promise((_, reject) => setTimeout(reject, ${sandboxTimeoutMs}));
try {
  await Promise.race([Promise.all([reached, loaded]), late]);
  const endpoint = location.origin + '/graphql';
  new window.EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: endpoint,
    initialSubscriptionEndpoint: endpoint.replace(/^http/, 'ws'),
    initialState: ${asScript(initialState)},
    runTelemetry: false,
  });
} catch {
  location.replace(${asScript(fallbackPath)});
}
</script>`,
  });
  return {
    html,
    contentSecurityPolicy: policyOf({
      'script-src': `'nonce-${nonce}' ${new URL(sandboxScript).origin}`,
      'connect-src': "'self' https://*.apollographql.com",
      'frame-src': new URL(sandboxFrame).origin,
    }),
  };
}

/**
 * GraphiQL with all its assets in one page. Each subscription opens a socket of its own, with the values of the headers
 * editor. It does not reconnect by itself, since that would hide missed events.
 */
export async function fallbackPage({ document, variables, headers }: ExplorerSettings): Promise<Page> {
  const nonce = newNonce();
  const { styles, scripts, workers } = await (graphiql ??= loadGraphiql());
  const example = { query: document, variables, headers: JSON.stringify(await headers(), null, 2) };
  const html = htmlOf({
    styles: `${styles}
html, body, #root { margin: 0; height: 100%; }`,
    body: `<div id="root"></div>
<script nonce="${nonce}">${scripts}</script>
<script nonce="${nonce}">
const workers = ${workers};
const urlOf = (source) => URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => urlOf(workers[label]) };

const endpoint = location.origin + '/graphql';
const ask = async (request, headers) => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return response.json();
};
const reasonOf = (error) =>
  error instanceof CloseEvent
    ? new Error('The connection was closed: ' + (error.reason || 'code ' + error.code) + '.')
    : error instanceof Event ? new Error('The connection could not be opened, or broke.') : error;
const follow = (request, headers) => ({
  subscribe: ({ next, error, complete }) => {
    const client = graphqlWs.createClient({
      url: endpoint.replace(/^http/, 'ws'), connectionParams: headers, retryAttempts: 0,
    });
    const unsubscribe = client.subscribe(request, { next, complete, error: (problem) => error(reasonOf(problem)) });
    return { unsubscribe };
  },
});
// Taken from the editor's text. GraphiQL's own state lags behind when a user pastes and runs at once.
const send = ({ query, operationName, ...request }, { headers }) => {
  let outline = query.replaceAll(/#.*|"""[^]*?"""|"(?:\\\\.|[^"\\\\\\n])*"/g, '');
  while (/\\{[^{}]*\\}/.test(outline)) {
    outline = outline.replaceAll(/\\{[^{}]*\\}/g, ' ');
  }
  const operations = [...outline.matchAll(/\\b(query|mutation|subscription)\\b(?:\\s+(\\w+))?/g)];
  const operation = operations.find(([, , name]) => name !== undefined && name === operationName) ?? operations[0];
  const name = operation?.[2] === operationName ? { operationName } : {};
  return (operation?.[1] === 'subscription' ? follow : ask)({ query, ...name, ...request }, headers);
};

// Operations survive a reload of the page, but headers are fresh: a stored token would have expired.
const { headers, ...example } = ${asScript(example)};
const kept = JSON.parse(localStorage.getItem('graphiql:tabState'))?.tabs ?? [];
localStorage.removeItem('graphiql:tabState');
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  title: 'Tributary',
  logo: ${asScript(pageMark)},
  fetcher: send,
  defaultTabs: (kept.length > 0 ? kept : [example]).map(({ query, variables }) => ({ query, variables, headers })),
  headers,
  shouldPersistHeaders: false,
  // GraphiQL would put the query into the URL, without the variables and headers.
  onEditQuery: () => {},
});
</script>`,
  });
  return {
    html,
    contentSecurityPolicy: policyOf({
      'script-src': `'nonce-${nonce}'`,
      'connect-src': "'self'",
      'worker-src': 'blob:',
      'font-src': 'data:',
    }),
  };
}

let graphiql: ReturnType<typeof loadGraphiql> | undefined;

/** Several megabytes, so loaded at the first use. */
async function loadGraphiql() {
  const { css, js, editorWorkerService, jsonWorker, graphqlWorker } =
    await import('@graphql-yoga/render-graphiql/graphiql');
  const packageFile = createRequire(import.meta.url).resolve('graphql-ws/package.json');
  const socketClient = await readFile(join(dirname(packageFile), 'umd', 'graphql-ws.min.js'), 'utf8');
  return {
    styles: css,
    scripts: `${js}\n${socketClient}`,
    workers: asScript({ editorWorkerService, json: jsonWorker, graphql: graphqlWorker }),
  };
}

function parse(variables: string): unknown {
  return variables.trim() === '' ? {} : JSON.parse(variables);
}
