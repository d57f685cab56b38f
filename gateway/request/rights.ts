import type { Logger } from '@tributary/platform/logging.ts';
import type { PermissionMode } from '../planning/permission.ts';
import { createAuthorizer } from './authorize.ts';
import type { AuthorizationFile } from './authorization-settings.ts';
import type { Rights } from './plan-operation.ts';
import { createPolicies, policyHook, policyModule, type PolicySettings } from './policies.ts';
import { createUnauthorizedReport, type ReportStyle } from './report-unauthorized.ts';

/** The enforcement of `@authenticated`, `@requiresScopes` and `@policy`. */
export type AuthorizationSettings = {
  /** `filter` by default. */
  mode?: PermissionMode;
  /** `errors` by default. */
  errors?: ReportStyle;
  /** The decision about policies. Without it no policy is granted. */
  policies?: PolicySettings | null;
};

export function createRights(
  { mode = 'filter', errors: style = 'errors', policies = null }: AuthorizationSettings,
  { log, onUnauthorized }: { log: Logger; onUnauthorized: (mode: PermissionMode) => void },
): Rights {
  return {
    authorizer: createAuthorizer({ mode, policies: policies === null ? null : createPolicies(policies, log) }),
    report: createUnauthorizedReport({ mode, style, onUnauthorized }),
  };
}

/** The settings by the file of the gateway. Throws StartError if the module of the policies cannot be loaded. */
export async function authorizationFrom({
  directives: { mode, errors, policies },
}: AuthorizationFile): Promise<AuthorizationSettings> {
  if (policies === undefined) {
    return { mode, errors };
  }
  const { module, url, headers, timeoutMs } = policies;
  const decide = module === undefined ? policyHook(url ?? '', timeoutMs) : await policyModule(module);
  return { mode, errors, policies: { decide, headers, timeoutMs } };
}
