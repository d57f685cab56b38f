import { tenantTag } from '@tributary/platform/cache.ts';
import { formatId } from './ids.ts';

/**
 * The tags to renew after a write that members of an organization may see. One is used by current gateways, by the
 * tenant of a token. The other is used by gateways of the version before, and can go in the next version.
 */
export function organizationTags(organizationId: string): string[] {
  return [tenantTag(formatId('org', organizationId)), `organization:${organizationId}`];
}
