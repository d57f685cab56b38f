import { anonymousCaller } from '@tributary/platform/caller.ts';
import { GraphQLError, OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Requirement } from '../composed/authorization.ts';
import type { IsOverrideOn } from '../composed/override-labels.ts';
import { conditionVariables, type Conditions } from '../planning/conditions.ts';
import { hasDeferrals } from '../planning/deferrals.ts';
import { definitionOf, onlyOf } from '../planning/document-parts.ts';
import { hasIntrospection } from '../planning/introspection.ts';
import { nothingGranted, permissionOf, requirementsIn, type Permission } from '../planning/permission.ts';
import type { Circumstances } from '../planning/plan-variant.ts';
import { coerceVariables, internalVariables, type Variables } from './operation-variables.ts';
import { bindVariant, type BoundOperation } from './bound-operation.ts';
import type { Asker } from './operation-workers.ts';
import { createVariants, type OperationSettings, type Variant } from './variant.ts';

export type Bound = BoundOperation | { errors: readonly GraphQLError[] };

/**
 * An operation of a client. It has variants: for the variables of its `@skip` and `@include`, for the labels of
 * overrides, and for the requirements that the caller satisfies. Each variant is planned and compiled at its first use.
 */
export type Operation = {
  kind: OperationDefinitionNode['operation'];
  /** The requirements on which its answer depends. */
  requirements: readonly Requirement[];
  /**
   * Binds the operation to variables, or returns errors if these are invalid, before any fetch. At once where the plan
   * is known. Deferred parts come with the rest, unless the client takes them later.
   */
  bind(
    variables: Variables,
    isOverrideOn: IsOverrideOn,
    options?: { takesParts?: boolean; asker?: Asker; permission?: Permission },
  ): Bound | Promise<Bound>;
  /** Plans and compiles the variants that another generation used, one after the other. */
  warm(circumstances: readonly Circumstances[]): Promise<void>;
  /** The used variants. */
  variants(): Circumstances[];
  /** The number of the used variants. */
  variantCount(): number;
};

/**
 * Prepares the operation of that name in a valid document. Throws a GraphQLError if there is none, or if there are
 * several and no name is given.
 */
export function createOperation(
  settings: OperationSettings,
  { document, text, operationName }: { document: DocumentNode; text: string; operationName: string | null },
): Operation {
  const { composed, shown, namesFor } = settings;
  const { overrides } = composed;
  const definition = definitionOf(document, operationName);
  const single = onlyOf(document, definition);
  // The answer to introspection may depend on the caller. Such an answer comes in one part.
  const isShownWhole = composed.authorization !== null && hasIntrospection([single]);
  const mayDefer = definition.operation !== OperationTypeNode.SUBSCRIPTION && !isShownWhole && hasDeferrals(single);
  const deciding = {
    whole: conditionVariables(single, { isDeferring: false }),
    parts: conditionVariables(single, { isDeferring: true }),
  };
  const decidingLabels = overrides.labelsOf(single);
  const requirements = requirementsIn(single, composed);
  const variants = createVariants({ single, text, operationName }, settings);
  const conditionsIn = (coerced: Variables, takesParts: boolean): Conditions =>
    Object.fromEntries(deciding[takesParts ? 'parts' : 'whole'].map((name) => [name, coerced[name] === true]));
  const asInternal = internalVariables(definition, namesFor());
  return {
    kind: definition.operation,
    requirements,

    bind: (
      parsed,
      isOverrideOn,
      { takesParts: accepts = false, asker = anonymousCaller, permission = nothingGranted } = {},
    ) => {
      const variablesOrErrors = coerceVariables(parsed, definition, shown.apiSchema);
      if ('errors' in variablesOrErrors) {
        return variablesOrErrors;
      }
      const { given, coerced } = variablesOrErrors;
      const undecided = deciding.parts.find((name) => coerced[name] === null);
      if (undecided !== undefined) {
        return { errors: [notNull(undecided)] };
      }
      const labels = decidingLabels.filter(isOverrideOn);
      const takesParts = mayDefer && accepts;
      const conditions = conditionsIn(coerced, takesParts);
      const variant = variants.find({ conditions, labels, takesParts, permission }, asker);
      const binding = { labels, given, variables: asInternal(given), coerced: asInternal(coerced) };
      const bind = (found: Variant) => bindVariant(found, binding, { types: composed.types, shown, requirements });
      return variant instanceof Promise ? variant.then(bind) : bind(variant);
    },

    warm: async (circumstances) => {
      for (const { labels, permission, ...others } of circumstances) {
        const isGranted = ({ id }: Requirement) => permission.granted.includes(id);
        const known = {
          ...others,
          labels: decidingLabels.filter((label) => labels.includes(label)),
          permission: permissionOf(requirements, isGranted, permission.mode),
        };
        try {
          await variants.find(known, null);
        } catch (error) {
          // A refusal is kept for the requests, and is no reason to keep the old supergraph.
          if (!(error instanceof GraphQLError)) {
            throw error;
          }
        }
      }
    },
    variants: variants.circumstances,
    variantCount: variants.count,
  };
}

function notNull(variable: string): GraphQLError {
  return new GraphQLError(
    `Variable "$${variable}" must not be null, since a directive \`@include\`, \`@skip\` or \`@defer\` depends on it. Send true or false.`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  );
}
