import { tenantTag } from '@tributary/platform/cache.ts';
import { formatId } from './ids.ts';

/**
 * The tags to renew after a write that members of an organization may see: the one that gateways read by the tenant of
 * a token, and the one that gateways of the version before read. The second can go in the version after this one.
 */
export function organizationTags(organizationId: string): string[] {
  return [tenantTag(formatId('org', organizationId)), `organization:${organizationId}`];
}
