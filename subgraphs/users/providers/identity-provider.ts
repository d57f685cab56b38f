import { Misuse } from '@tributary/platform/errors.ts';
import type { Logger } from '@tributary/platform/logging.ts';
import { readAnswer } from '@tributary/platform/read-answer.ts';
import * as openid from 'openid-client';
import { z } from 'zod';
import type { ProviderSettings } from './provider-settings.ts';

/** The secrets of one sign-in at a provider, which nobody else may know or choose. */
export type SignInSecrets = { state: string; nonce: string; codeVerifier: string };

/** The account of a person at a provider. */
export type ProviderAccount = {
  issuer: string;
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  name: string | null;
};

/** An identity provider, by OpenID Connect Core 1.0 with the authorization code flow and PKCE (RFC 7636). */
export type IdentityProvider = {
  settings: ProviderSettings;
  /** The page at which people sign in. Throws Misuse `SERVICE_BUSY` while the provider is away. */
  authorizationUrl(secrets: SignInSecrets): Promise<string>;
  /**
   * Exchanges the code of a sign-in for the account. Null if the provider refuses the code, or if the answer belongs to
   * another sign-in or provider. Throws Misuse `SERVICE_BUSY` while the provider is away.
   */
  accountOf(answer: { code: string; issuer: string | null }, secrets: SignInSecrets): Promise<ProviderAccount | null>;
};

const timeoutSeconds = 5;
const answerBytesMax = 256 * 1024;
/** Time after which the metadata of a provider are loaded again. */
const metadataLifeMs = 3_600_000;
/** Pause after metadata that could not be loaded, in which nobody asks the provider again. */
const failurePauseMs = 5_000;

const accountShape = z.object({
  email: z.string().max(320).nullish(),
  email_verified: z.unknown().optional(),
  name: z.string().nullish(),
});

export function createIdentityProvider(settings: ProviderSettings, log: Logger): IdentityProvider {
  const { id, redirectUrl, scopes } = settings;
  const unavailable = (error: unknown): Misuse => {
    log.warn({ err: error, provider: id }, 'an identity provider cannot be used at the moment');
    return new Misuse('SERVICE_BUSY', `${settings.name} cannot be reached at the moment. Begin again after a pause.`);
  };
  const configuration = rememberFor(() => discover(settings));

  return {
    settings,
    authorizationUrl: async ({ state, nonce, codeVerifier }) => {
      const config = await configuration().catch((error: unknown) => Promise.reject(unavailable(error)));
      return openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUrl,
        scope: scopes.join(' '),
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      }).href;
    },
    accountOf: async ({ code, issuer }, { state, nonce, codeVerifier }) => {
      try {
        const config = await configuration();
        // Codes of another provider must not be sent to this one (RFC 9207).
        if (issuer !== null && issuer !== config.serverMetadata().issuer) {
          return null;
        }
        const answer = new URL(redirectUrl);
        answer.search = new URLSearchParams({ code, state, ...(issuer === null ? {} : { iss: issuer }) }).toString();
        const tokens = await openid.authorizationCodeGrant(config, answer, {
          pkceCodeVerifier: codeVerifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) {
          return null;
        }
        // Many providers name the email address only there.
        const told =
          claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
            ? await openid.fetchUserInfo(config, tokens.access_token, claims.sub)
            : claims;
        const { email, email_verified: isVerified, name } = accountShape.parse(told);
        return {
          issuer: claims.iss,
          subject: claims.sub,
          email: email ?? null,
          isEmailVerified: isVerified === true,
          name: name ?? null,
        };
      } catch (error) {
        if (isOfAnswer(error)) {
          return null;
        }
        throw unavailable(error);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<openid.Configuration> {
  const execute = issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [];
  const found = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
    execute,
    timeout: timeoutSeconds,
    [openid.customFetch]: boundedFetch,
  });
  const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = found.serverMetadata();
  const authentication =
    clientSecret === null
      ? openid.None()
      : methods.includes('client_secret_post')
        ? openid.ClientSecretPost(clientSecret)
        : openid.ClientSecretBasic(clientSecret);
  const config = new openid.Configuration(found.serverMetadata(), clientId, undefined, authentication);
  config.timeout = timeoutSeconds;
  config[openid.customFetch] = boundedFetch;
  execute.forEach((apply) => apply(config));
  return config;
}

/** Fetches an answer of a bounded length. */
const boundedFetch: openid.CustomFetch = async (url, options) => {
  const response = await fetch(url, { ...options, body: options.body ?? null });
  const body = await readAnswer(response, answerBytesMax);
  return new Response(body.length === 0 ? null : body, response);
};

/** Whether an error is of the answer that a client brought, and not of the provider or our settings. */
function isOfAnswer(error: unknown): boolean {
  return (
    (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant') ||
    (error instanceof openid.ClientError && error.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED')
  );
}

/** Shares one load between callers. Its result lasts for a while, and a failure for a moment. */
function rememberFor<Result>(load: () => Promise<Result>): () => Promise<Result> {
  let loading: Promise<Result> | null = null;
  let until = 0;
  return () => {
    if (loading === null || performance.now() >= until) {
      until = Infinity;
      loading = load();
      loading.then(
        () => (until = performance.now() + metadataLifeMs),
        () => (until = performance.now() + failurePauseMs),
      );
    }
    return loading;
  };
}
