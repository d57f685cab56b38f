import { GraphQLError, OperationTypeNode, type DocumentNode } from 'graphql';
import type { Requirement } from '../composed/authorization.ts';
import type { ComposedSupergraph } from '../composed/composed-supergraph.ts';
import { definitionOf } from './document-parts.ts';
import { hasIntrospection, separateIntrospection, type SeparatedIntrospection } from './introspection.ts';
import { isWholeWithheld, requirementsOf, withhold, type OperationPath, type Withheld } from './withhold.ts';

/**
 * The fate of an operation with unauthorized fields: they are null (`filter`), the operation is refused (`reject`),
 * or it is only reported (`dryRun`).
 */
export type PermissionMode = 'filter' | 'reject' | 'dryRun';

/** The rights of a caller, as far as an operation depends on them. Callers with the same rights share its plans. */
export type Permission = {
  /** The ids of the requirements that the caller satisfies. */
  granted: readonly string[];
  mode: PermissionMode;
};

/** The permission of a caller for operations without requirements. */
export const nothingGranted: Permission = { granted: [], mode: 'filter' };

/** Thrown for an operation that is refused as a whole. */
export class UnauthorizedOperation extends GraphQLError {
  readonly paths: readonly OperationPath[];

  constructor(paths: readonly OperationPath[]) {
    super('The operation has fields that the caller may not select.');
    this.paths = paths;
  }
}

type Composed = Pick<ComposedSupergraph, 'apiSchema' | 'authorization'>;

/** The requirements on which the answer to a document depends. Introspection depends on all. */
export function requirementsIn(document: DocumentNode, { apiSchema, authorization }: Composed): readonly Requirement[] {
  if (authorization === null) {
    return [];
  }
  const { requirements } = authorization;
  return hasIntrospection([document])
    ? [...requirements.values()]
    : requirementsOf(document, { schema: apiSchema, authorization }).flatMap((id) => requirements.get(id) ?? []);
}

export function permissionOf(
  requirements: readonly Requirement[],
  isGranted: (requirement: Requirement) => boolean,
  mode: PermissionMode,
): Permission {
  return { granted: requirements.filter(isGranted).map(({ id }) => id), mode };
}

/**
 * The introspection of a document, by what the caller may use. Null where the document has none, or the caller may use
 * everything.
 */
export function introspectionOf(
  document: DocumentNode,
  { granted, mode }: Permission,
  { authorization }: Pick<Composed, 'authorization'>,
): SeparatedIntrospection | null {
  const seesAll = authorization === null || mode === 'dryRun' || granted.length === authorization.requirements.size;
  return seesAll || !hasIntrospection([document]) ? null : separateIntrospection(document);
}

/**
 * Takes unauthorized fields out of a document with one operation, by the mode. Throws UnauthorizedOperation where
 * nothing may be executed: a subscription without its root field has no events.
 */
export function applyPermission(
  document: DocumentNode,
  { granted, mode }: Permission,
  { apiSchema, authorization }: Composed,
): Withheld {
  if (authorization === null) {
    return { document, paths: [] };
  }
  const isGranted = (id: string) => granted.includes(id);
  const withheld = withhold(document, { schema: apiSchema, authorization, isGranted });
  if (withheld.paths.length === 0) {
    return withheld;
  }
  if (mode === 'dryRun') {
    return { document, paths: withheld.paths };
  }
  const isSubscription = definitionOf(document, null).operation === OperationTypeNode.SUBSCRIPTION;
  if (mode === 'reject' || (isSubscription && isWholeWithheld(withheld.document))) {
    throw new UnauthorizedOperation(withheld.paths);
  }
  return withheld;
}
