import { setTimeout as delay } from 'node:timers/promises';
import { Kind, OperationTypeNode, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { TrustedDocument } from '../documents/document-set.ts';
import type { Generation, UsedOperation } from '../generation/generation.ts';
import { conditionVariables, type Conditions } from '../planning/conditions.ts';
import { hasDeferrals } from '../planning/deferrals.ts';
import { onlyOf } from '../planning/document-parts.ts';
import { permissionOf, type Permission, type PermissionMode } from '../planning/permission.ts';
import type { Validate } from './validate.ts';

/** The variables of `@skip` and `@include` with all of whose values an operation is planned. The others are false. */
const conditionsMax = 2;

/** A document to plan: its id for messages, and its text, also without ignored characters. */
type Warmed = Pick<TrustedDocument, 'id' | 'text' | 'tokens'>;

export type Warming = {
  generation: Generation;
  validate: Validate;
  permissionMode: PermissionMode;
  documentsMax: number;
  timeMaxMs: number;
  isStopped: () => boolean;
};

/**
 * Plans documents before they are served, in their order. After each, the event loop is free for as long as planning
 * took. Resolves to the ids of the documents that the supergraph cannot answer. A contract may have fewer of them.
 */
export async function warmDocuments(
  { documents }: { documents: readonly Warmed[] },
  warming: Warming,
): Promise<string[]> {
  const { generation, documentsMax, timeMaxMs, isStopped } = warming;
  const end = performance.now() + timeMaxMs;
  const invalid: string[] = [];
  for (const document of documents.slice(0, documentsMax)) {
    const begun = performance.now();
    if (begun >= end || isStopped()) {
      break;
    }
    const isPlanned = await warmDocument(document, warming);
    if (!isPlanned) {
      invalid.push(document.id);
    }
    for (const contract of isPlanned ? generation.contracts : []) {
      await warmDocument(document, { ...warming, generation: generation.showing(contract) });
    }
    await delay(performance.now() - begun);
  }
  return invalid;
}

/** Plans the operations of a document. False if one of them cannot be answered. */
async function warmDocument(
  { text, tokens }: Warmed,
  { generation, validate, permissionMode }: Pick<Warming, 'generation' | 'validate' | 'permissionMode'>,
): Promise<boolean> {
  const document = parse(text);
  // As for a caller who may select everything: such plans are the largest.
  const permission = permissionOf(generation.requirements, () => true, permissionMode);
  try {
    const errors = await validate(generation, document, { asker: null });
    if (errors.length > 0) {
      return false;
    }
    for (const definition of document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) {
        const variants = usualVariants(document, definition, permission);
        await generation.warm({
          document,
          text: tokens,
          operationName: definition.name?.value ?? null,
          contract: generation.contract,
          variants,
        });
      }
    }
  } catch {
    // The refusal is kept with the operation, and the first request gets it.
    return false;
  }
  return true;
}

function usualVariants(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  permission: Permission,
): UsedOperation['variants'] {
  const single = onlyOf(document, operation);
  const mayDefer = operation.operation !== OperationTypeNode.SUBSCRIPTION && hasDeferrals(single);
  return (mayDefer ? [false, true] : [false]).flatMap((takesParts) =>
    valuesOf(conditionVariables(single, { isDeferring: takesParts })).map((conditions) => ({
      conditions,
      labels: [],
      takesParts,
      permission,
    })),
  );
}

/** The values of variables: each of the first few is true and false. */
function valuesOf(names: readonly string[]): Conditions[] {
  return names.reduce<Conditions[]>(
    (all, name, index) =>
      all.flatMap((conditions) =>
        (index < conditionsMax ? [false, true] : [false]).map((value) => ({ ...conditions, [name]: value })),
      ),
    [{}],
  );
}
