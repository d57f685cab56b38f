import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { tokenTypesDefault, type TokenIssuer } from '@tributary/gateway/request/tokens/token-issuer.ts';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';

/** A key pair of an identity provider, with its public half as in a JWKS document. */
export type ProviderKey = { privateKey: CryptoKey; jwk: JWK & { kid: string } };

export async function newProviderKey(kid: string, alg = 'ES256'): Promise<ProviderKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** The issuer of the test's provider. */
export const providerIssuer = 'https://login.example';

/**
 * Signs a token for the audience `shop` that is valid for an hour, with other claims and header members if given. A
 * value of undefined leaves one out.
 */
export function signToken(
  { privateKey, jwk }: ProviderKey,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const content = { iss: providerIssuer, aud: 'shop', sub: 'ada', iat: now, exp: now + 3_600, ...claims };
  return new SignJWT(content).setProtectedHeader({ alg: jwk.alg ?? 'ES256', kid: jwk.kid, ...header }).sign(privateKey);
}

/** The rules for the tokens of the test's provider. */
export function providerRules(jwks: TokenIssuer['jwks'], rules: Partial<TokenIssuer> = {}): TokenIssuer {
  return {
    issuer: providerIssuer,
    jwks,
    audiences: ['shop'],
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    types: tokenTypesDefault,
    clockToleranceSeconds: 5,
    claims: { subject: ['sub'], tenant: null, scopes: ['scope'], others: null },
    ...rules,
  };
}

/** The JWKS endpoint of an identity provider on a port of its own, which can go away and come back. */
export async function freshJwksEndpoint(keys: readonly ProviderKey[]) {
  const port = await freePort();
  let requests = 0;
  const publish = (published: readonly ProviderKey[]) => (response: ServerResponse) =>
    response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
  let answer: (response: ServerResponse) => unknown = publish(keys);
  const server = createServer((_request, response) => {
    requests += 1;
    answer(response);
  });
  const endpoint = {
    url: `http://127.0.0.1:${port}/jwks.json`,
    requests: () => requests,
    publish: (...published: readonly ProviderKey[]) => {
      answer = publish(published);
    },
    answerBy: (handler: typeof answer) => {
      answer = handler;
    },
    open: async () => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  onTestFinished(() => (server.listening ? endpoint.close() : undefined));
  return endpoint;
}
