import { serveTasks } from '@tributary/platform/worker-thread.ts';
import { GraphQLError, parse } from 'graphql';
import { apiOf, contractApis } from './composed/contracts.ts';
import { parseSupergraph } from './composed/composed-supergraph.ts';
import type { OperationResult, OperationSubject, OperationTask } from './generation/operation-workers.ts';
import { definitionOf, onlyOf } from './planning/document-parts.ts';
import { internalNames } from './planning/internal-names.ts';
import { loadPlanner } from './planning/load-planner.ts';
import { parseDocument } from './planning/parse-document.ts';
import { planVariant } from './planning/plan-variant.ts';
import { createPlanner } from './planning/planner.ts';
import { documentValidation, type ValidationSettings } from './request/rules/document-validation.ts';

/** The texts of a plan may be longer than the document by this factor, as some characters have to be escaped. */
const charactersFactor = 2;

/** The program of the threads that parse, validate and plan operations. */
serveTasks(async ({ supergraphSdl, planner, validation, contracts }: OperationSubject<ValidationSettings>) => {
  const composed = parseSupergraph(supergraphSdl);
  const apis = contractApis(composed, contracts);
  const settings = {
    planner: createPlanner(composed, await loadPlanner(planner)),
    namesFor: internalNames(composed.supergraphSchema),
    planMax: { fields: validation.limits.planFields, characters: validation.limits.documentBytes * charactersFactor },
  };
  const validate = documentValidation(validation);
  return (task: OperationTask): OperationResult => {
    if (task.kind === 'validate') {
      const { apiSchema, visibleSchemas } = apiOf(composed, apis, task.contract);
      const schema = task.granted === null ? apiSchema : (visibleSchemas?.(task.granted) ?? apiSchema);
      const document = parseDocument(task.document, validation.limits.tokens);
      const errors = document instanceof GraphQLError ? [document] : validate(schema, document);
      return {
        kind: 'validated',
        errors: errors.map(({ message, locations, extensions }) => ({ message, locations, extensions })),
      };
    }
    const document = parse(task.document, { noLocation: true });
    return planVariant(onlyOf(document, definitionOf(document, task.operationName)), task.circumstances, settings);
  };
});
