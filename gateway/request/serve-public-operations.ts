import type { Logger } from '@tributary/platform/logging.ts';
import { Gauge, type Registry } from '@tributary/platform/metrics.ts';
import { stripIgnoredCharacters, type GraphQLSchema } from 'graphql';
import { followManifests } from '../documents/follow-manifests.ts';
import type { Generation } from '../generation/generation.ts';
import type { PermissionMode } from '../planning/permission.ts';
import { checkOperations } from '../public-operations/check-operations.ts';
import type { ParsedOperations } from '../public-operations/parse-operations.ts';
import type { PublicOperationsSettings } from '../public-operations/public-operations-settings.ts';
import { textOfProblem, type PublicOperation } from '../public-operations/public-operation.ts';
import { limitsOfOperations, readParsed } from '../public-operations/read-operations.ts';
import type { ValidationSettings } from './rules/document-validation.ts';
import type { Validate } from './validate.ts';
import { warmDocuments } from './warm-documents.ts';

/** Limit on the problems of one log line. */
const loggedProblemsMax = 20;

export type ServedOperations = {
  /**
   * The public operations that the current supergraph can answer. The same array until the files or the supergraph
   * change, so that what is made from it can be kept by it.
   */
  current(): readonly PublicOperation[];
  close(): Promise<void>;
};

/**
 * Opens the files of public operations, begins to plan the operations, and follows the files. Throws ManifestProblem if
 * they cannot be read. Operations with a problem are left out and logged.
 */
export async function servePublicOperations({
  settings,
  rules,
  generation,
  validate,
  permissionMode,
  log,
  metrics,
}: {
  settings: PublicOperationsSettings;
  rules: ValidationSettings;
  generation: () => Generation;
  validate: Validate;
  permissionMode: PermissionMode;
  log: Logger;
  metrics: Registry;
}): Promise<ServedOperations> {
  const { manifests, documentsMax, warmMs } = settings;
  const served = new Gauge({
    name: 'tributary_gateway_public_operations',
    help: 'Public operations that are served',
    registers: [metrics],
  });
  const checked = new WeakMap<ParsedOperations, WeakMap<GraphQLSchema, readonly PublicOperation[]>>();
  const operationsFor = (parsed: ParsedOperations): readonly PublicOperation[] => {
    const { apiSchema } = generation();
    const bySchema = checked.get(parsed) ?? new WeakMap<GraphQLSchema, readonly PublicOperation[]>();
    const known = bySchema.get(apiSchema);
    if (known !== undefined) {
      return known;
    }
    const { operations, problems } = checkOperations(parsed, apiSchema, rules);
    if (problems.length > 0) {
      log.warn(
        { number: problems.length, problems: problems.slice(0, loggedProblemsMax).map(textOfProblem) },
        'some public operations are left out',
      );
    }
    bySchema.set(apiSchema, operations);
    checked.set(parsed, bySchema);
    served.set(operations.length);
    return operations;
  };
  let warming = Promise.resolve();
  const followed = await followManifests({
    sources: manifests,
    limits: limitsOfOperations(settings, rules.limits),
    noun: 'public operations',
    read: readParsed,
    prepare: async (parsed, isStopped) => {
      const documents = operationsFor(parsed).map(({ name, text }) => ({
        id: name,
        text,
        tokens: stripIgnoredCharacters(text),
      }));
      const limits = { validate, permissionMode, documentsMax, timeMaxMs: warmMs, isStopped };
      // Not awaited: other operations can be answered meanwhile, and a start is not to take longer for each of these.
      warming = warming
        .then(() => warmDocuments({ documents }, { generation: generation(), ...limits }))
        .then(
          () => {},
          (error: unknown) => log.error({ err: error }, 'the public operations cannot be planned in advance'),
        );
    },
    log,
    onServed: () => {},
    onRefused: () => {},
  });
  return {
    current: () => operationsFor(followed.current()),
    close: async () => {
      await followed.close();
      await warming;
    },
  };
}
