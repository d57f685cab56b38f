import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/** What the explorer shows at first. */
export type ExplorerSettings = {
  document: string;
  variables: string;
  /** Such as the token of a demo. */
  headers: () => Promise<Record<string, string>>;
};

const sandboxScript =
  'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';
export const fallbackPath = '/explorer';

/** A page that opens Apollo Sandbox, and our own explorer where Sandbox cannot be loaded. */
export async function sandboxPage({ document, variables, headers }: ExplorerSettings): Promise<string> {
  const state = { document, variables: parse(variables), headers: await headers() };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Tributary</title>
<style>html, body, #sandbox { margin: 0; width: 100%; height: 100%; } iframe { border: 0; }</style>
</head>
<body>
<div id="sandbox"></div>
<script>
const initialState = ${asScript(state)};
const fallBack = () => location.replace(${asScript(fallbackPath)});
const timeout = setTimeout(fallBack, 4000);
const script = document.createElement('script');
script.src = ${asScript(sandboxScript)};
script.onerror = fallBack;
script.onload = () => {
  clearTimeout(timeout);
  new window.EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: location.origin + '/graphql',
    initialSubscriptionEndpoint: location.origin.replace(/^http/, 'ws') + '/graphql',
    initialState: { ...initialState, includeCookies: false },
  });
};
document.head.append(script);
</script>
</body>
</html>`;
}

/** GraphiQL with everything that it needs in one page. */
export async function fallbackPage({ document, headers }: ExplorerSettings): Promise<string> {
  return renderGraphiQL({
    title: 'Tributary',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultQuery: document,
    headers: JSON.stringify(await headers(), null, 2),
    shouldPersistHeaders: true,
  });
}

/** JSON that may stand in a script element. */
function asScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function parse(variables: string): unknown {
  return variables.trim() === '' ? {} : JSON.parse(variables);
}
