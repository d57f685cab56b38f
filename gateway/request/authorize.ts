import { rememberedBy } from '@tributary/platform/remembered-by.ts';
import type { Requirement } from '../composed/authorization.ts';
import type { BoundOperation } from '../generation/bound-operation.ts';
import { permissionOf, type Permission, type PermissionMode } from '../planning/permission.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Granted, Policies } from './policies.ts';

type Context = Pick<GatewayContext, 'caller' | 'headers'>;

/** Decides which requirements a caller satisfies. */
export type Authorizer = {
  mode: PermissionMode;
  /** At once where no policy has to be decided. Rejects with `SERVICE_BUSY` (503) if policies cannot be decided. */
  permit(requirements: readonly Requirement[], context: Context): Permission | Promise<Permission>;
  /** The same from remembered decisions. What would have to be asked is not granted. */
  permitRemembered(requirements: readonly Requirement[], context: Context): Permission;
  /** Whether a subscription may continue: whether its caller still has the rights with which it was planned. */
  isUnchanged(bound: BoundOperation, context: Context): Promise<boolean>;
};

const nonePolicies: Granted = new Set();

/** Creates the authorizer. Without policies, no policy is granted. */
export function createAuthorizer({ mode, policies }: { mode: PermissionMode; policies: Policies | null }): Authorizer {
  const nothing: Permission = { granted: [], mode };
  const permit: Authorizer['permit'] = (requirements, context) => {
    if (requirements.length === 0) {
      return nothing;
    }
    const names = policiesIn(requirements);
    const permitWith = (granted: Granted) => permissionOf(requirements, satisfiedBy(context, granted), mode);
    const granted = names.length === 0 || policies === null ? nonePolicies : policies.grantedOf(names, context);
    return granted instanceof Promise ? granted.then(permitWith) : permitWith(granted);
  };
  return {
    mode,
    permit,
    permitRemembered: (requirements, context) => {
      const granted = policies?.rememberedOf(policiesIn(requirements), context) ?? nonePolicies;
      return permissionOf(requirements, satisfiedBy(context, granted), mode);
    },
    isUnchanged: async ({ requirements, granted }, context) => {
      if (policiesIn(requirements).length === 0) {
        return true;
      }
      const permission = await permit(requirements, context);
      return permission.granted.join() === granted.join();
    },
  };
}

/** The policies in the requirements of an operation. */
const policiesIn = rememberedBy((requirements: readonly Requirement[]): readonly string[] => [
  ...new Set(requirements.flatMap(({ kind, anyOf }) => (kind === 'policies' ? anyOf.flat() : []))),
]);

function satisfiedBy({ caller }: Context, policies: Granted): (requirement: Requirement) => boolean {
  const scopes = new Set(caller.scopes);
  return ({ kind, anyOf }) => {
    if (caller.subject === null && kind !== 'policies') {
      return false;
    }
    const names = kind === 'scopes' ? scopes : policies;
    return kind === 'authenticated' || anyOf.some((list) => list.every((name) => names.has(name)));
  };
}
