import type { HttpRequest } from '@tributary/platform/http-message.ts';
import { isForwardedByTls } from '../http/forwarded-scheme.ts';

export const mcpPath = '/mcp';
const metadataPath = '/.well-known/oauth-protected-resource';

/** Whether a path is that of the metadata: with the path of the endpoint, or without it as some clients ask for it. */
export function isMetadataPath(pathname: string): boolean {
  return pathname === metadataPath || pathname === `${metadataPath}${mcpPath}`;
}

/** The metadata of a protected resource (RFC 9728, section 2). */
export type ResourceMetadata = {
  resource: string;
  resource_name: string;
  authorization_servers?: readonly string[];
  bearer_methods_supported: readonly string[];
};

export type ProtectedResource = {
  metadataFor(request: HttpRequest): ResourceMetadata;
  /** The challenge of a response with the status 401: the URL of the metadata, added to that of the authenticator. */
  challengeFor(request: HttpRequest, challenge: string): string;
};

/**
 * Describes the endpoint for agents to clients that look for an authorization server. Without `url`, the endpoint is at
 * the host of the request, whose name was checked.
 */
export function createProtectedResource({
  url,
  authorizationServers,
  trustedProxies,
  isSecure,
}: {
  url: string | undefined;
  authorizationServers: readonly string[];
  trustedProxies: number;
  /** Whether the gateway itself takes nothing but TLS. */
  isSecure: boolean;
}): ProtectedResource {
  const endpointFor = ({ headers }: HttpRequest): URL => {
    if (url !== undefined) {
      return new URL(url);
    }
    const scheme = isSecure || isForwardedByTls(headers, trustedProxies) ? 'https' : 'http';
    const own = `${scheme}://${headers.host ?? 'localhost'}${mcpPath}`;
    return URL.parse(own) ?? new URL(`http://localhost${mcpPath}`);
  };
  return {
    metadataFor: (request) => ({
      resource: endpointFor(request).href,
      resource_name: 'Tributary',
      ...(authorizationServers.length === 0 ? {} : { authorization_servers: authorizationServers }),
      bearer_methods_supported: ['header'],
    }),
    challengeFor: (request, challenge) => {
      const { origin, pathname } = endpointFor(request);
      const parameter = `resource_metadata="${origin}${metadataPath}${pathname}"`;
      return challenge === 'Bearer' ? `Bearer ${parameter}` : `${challenge}, ${parameter}`;
    },
  };
}
