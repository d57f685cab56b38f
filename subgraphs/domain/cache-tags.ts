import { tenantTag } from '@tributary/platform/cache.ts';
import { formatId } from './ids.ts';

/**
 * The tags to renew after a write that members of an organization may see. Current gateways use the tenant of a token.
 * Gateways of the version before use the other tag, which can go in the next version.
 */
export function organizationTags(organizationId: string): string[] {
  return [tenantTag(formatId('org', organizationId)), `organization:${organizationId}`];
}
