import type { HttpRequest } from '@tributary/platform/http-message.ts';
import { createSchemaShow } from '../../request/show-schema.ts';
import { createMcpEndpoint, type McpEndpointSettings } from './mcp-endpoint.ts';
import { createProtectedResource, type ResourceMetadata } from './protected-resource.ts';
import { createToolBox, type ToolBoxParts } from './tool-box.ts';

/** The endpoint for agents. */
export type OpenMcp = {
  answer: ReturnType<typeof createMcpEndpoint>;
  metadataFor: (request: HttpRequest) => ResourceMetadata;
};

/** Opens the endpoint for agents. */
export function openMcp({
  issuers,
  guides,
  trustedProxies,
  isSecure,
  checkOrigin,
  bodyBytesMax,
  ...parts
}: ToolBoxParts &
  Pick<McpEndpointSettings, 'checkOrigin' | 'bodyBytesMax' | 'guides'> & {
    /** The names of the issuers of tokens. Without any, no caller can have a token. */
    issuers: readonly string[];
    trustedProxies: number;
    isSecure: boolean;
  }): OpenMcp {
  const { url, authorizationServers, anonymous, resultBytesMax, searchSchema } = parts.settings;
  const resource = createProtectedResource({
    url,
    authorizationServers: authorizationServers ?? issuers.filter(isWebUrl),
    trustedProxies,
    isSecure,
  });
  const { visibleSchemaOf, formatError } = parts;
  const answer = createMcpEndpoint({
    resource,
    checkOrigin,
    demandsToken: !anonymous && issuers.length > 0,
    bodyBytesMax,
    toolBox: createToolBox(parts),
    guides,
    showSchema: searchSchema ? createSchemaShow({ visibleSchemaOf, documents: null }) : null,
    resultBytesMax,
    formatError,
  });
  return { answer, metadataFor: resource.metadataFor };
}

function isWebUrl(issuer: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(issuer)?.protocol ?? '');
}
