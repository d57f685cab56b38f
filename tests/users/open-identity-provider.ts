import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import type { ProviderSettings } from '../../subgraphs/users/providers/provider-settings.ts';
import { freePort } from '../support/free-port.ts';

/** The claims of an account about its person. */
export type AccountClaims = { email?: string; email_verified?: boolean; name?: string };

/** The client of the test at its identity provider. */
const redirectUrl = 'https://app.example/signed-in';
const client = { clientId: 'tributary', clientSecret: 'client-secret' };

/** A real identity provider (oidc-provider), at which an account signs in without a form. */
export async function openIdentityProvider(
  authentication: 'client_secret_basic' | 'client_secret_post' = 'client_secret_basic',
) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const accounts = new Map<string, AccountClaims>();
  let signingIn = '';
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [redirectUrl],
        token_endpoint_auth_method: authentication,
      },
    ],
    clientAuthMethods: [authentication],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['key'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...accounts.get(accountId) }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: client.clientId,
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') === true) {
      void provider.interactionFinished(request, response, { login: { accountId: signingIn } });
    } else {
      void answer(request, response);
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const settings: ProviderSettings = {
    id: 'work',
    name: 'Work account',
    issuer,
    ...client,
    redirectUrl,
    scopes: ['openid', 'email', 'profile'],
    people: { organization: '', emailDomains: ['example.com'], newPeople: 'CUSTOMER', linkPeople: true },
  };
  return {
    settings,
    /** Signs an account in at a page of the provider, as a new browser. Returns the parameters of the way back. */
    visit: async (url: string, accountId: string, claims: AccountClaims) => {
      accounts.set(accountId, claims);
      signingIn = accountId;
      const cookies = new Map<string, string>();
      for (let next = url; ;) {
        const response = await fetch(next, {
          redirect: 'manual',
          headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        });
        for (const cookie of response.headers.getSetCookie()) {
          const [name = '', value = ''] = cookie.split(';', 1)[0]?.split('=') ?? [];
          cookies.set(name, value);
        }
        const location = response.headers.get('location');
        if (location === null) {
          throw new Error(`the provider answers with ${response.status}: ${await response.text()}`);
        }
        next = new URL(location, issuer).href;
        if (next.startsWith(redirectUrl)) {
          const { code = '', state = '', iss } = Object.fromEntries(new URL(next).searchParams);
          return { code, state, ...(iss === undefined ? {} : { iss }) };
        }
      }
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
