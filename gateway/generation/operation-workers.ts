import { clientOf, type Caller } from '@tributary/platform/caller.ts';
import { PoolIsBusy, TaskTooExpensive } from '@tributary/platform/pooled-thread.ts';
import type { WorkerPool } from '@tributary/platform/worker-pool.ts';
import { GraphQLError, type SourceLocation } from 'graphql';
import type { ContractFilter } from '../composed/contracts.ts';
import { tooExpensive } from '../planning/graphql-errors.ts';
import type { PlannerName } from '../planning/load-planner.ts';
import { UnauthorizedOperation } from '../planning/permission.ts';
import type { Circumstances, PlanOutcome, VariantPlan } from '../planning/plan-variant.ts';

/** A supergraph, with all on which the outcome of a task depends. */
export type OperationSubject<Validation = unknown> = {
  supergraphSdl: string;
  planner: PlannerName;
  validation: Validation;
  contracts: readonly ContractFilter[];
};

export type OperationTask =
  | { kind: 'validate'; document: string; granted: Granted; contract: string | null }
  | { kind: 'plan'; document: string; operationName: string | null; circumstances: Circumstances };

/** The ids of the requirements that the caller satisfies, to see only what they may use. Null to see everything. */
export type Granted = readonly string[] | null;

export type OperationResult = { kind: 'validated'; errors: readonly PlainError[] } | PlanOutcome;

/** A GraphQLError as plain data. */
export type PlainError = {
  message: string;
  locations: readonly SourceLocation[] | undefined;
  extensions: Record<string, unknown>;
};

export type OperationPool = WorkerPool<OperationSubject, OperationTask, OperationResult>;

/** The caller whose request waits for a task. Null where the gateway prepares for later. */
export type Asker = Caller | null;

/**
 * Validates and plans the operations of one supergraph outside the event loop. Both reject with a GraphQLError
 * `SERVICE_BUSY` where too many wait.
 */
export type OperationWorkers = {
  /** Settles when the first thread is ready to plan. Rejects if the planner cannot load the supergraph. */
  ready: Promise<void>;
  /** Resolves to the error with which the operation is refused from now on. */
  plan(operation: Omit<Extract<OperationTask, { kind: 'plan' }>, 'kind'>, asker: Asker): Promise<Planned>;
  /** The errors of a document, parsed, against the whole API, or against that of a contract. */
  validate(
    document: string,
    granted: Granted,
    asker: Asker,
    contract?: string | null,
  ): Promise<readonly GraphQLError[]>;
  close(): void;
};

type Planned = VariantPlan | GraphQLError;

/** Opens a supergraph in the threads. `onRefused` is called for each operation beyond its budget. */
export function openOperationWorkers(
  pool: OperationPool,
  subject: OperationSubject,
  onRefused: (reason: 'time' | 'memory' | 'busy') => void,
): OperationWorkers {
  const opened = pool.open(subject);
  const run = async (task: OperationTask, asker: Asker): Promise<OperationResult | GraphQLError> => {
    try {
      return await opened.run(task, asker === null ? null : clientOf(asker));
    } catch (error) {
      if (error instanceof TaskTooExpensive) {
        onRefused(error.budget);
        return tooExpensive(`It exceeded the ${error.budget} that it may take.`);
      }
      if (error instanceof PoolIsBusy) {
        onRefused('busy');
        throw busy();
      }
      throw error;
    }
  };

  return {
    ready: opened.prepared,
    plan: async (operation, asker) => {
      const result = await run({ kind: 'plan', ...operation }, asker);
      return result instanceof GraphQLError ? result : planned(result);
    },
    validate: async (document, granted, asker, contract = null) => {
      const result = await run({ kind: 'validate', document, granted, contract }, asker);
      if (result instanceof GraphQLError) {
        return [result];
      }
      if (result.kind !== 'validated') {
        throw new Error(`a document was to be validated, and is ${result.kind}`);
      }
      return result.errors.map(asGraphQLError);
    },
    close: opened.close,
  };
}

function planned(result: OperationResult): Planned {
  switch (result.kind) {
    case 'planned':
      return result.plan;
    case 'refused':
      return new GraphQLError(result.message, { extensions: result.extensions });
    case 'unauthorized':
      return new UnauthorizedOperation(result.paths);
    case 'failed':
      return cannotBePlanned(result.error);
    case 'validated':
      throw new Error('an operation was to be planned, and is validated');
  }
}

/** The error for an operation at which the gateway fails. */
export function cannotBePlanned(error: unknown): GraphQLError {
  return new GraphQLError('The operation cannot be planned.', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  });
}

/** The locations are given, since computing them reads the whole document for each. */
export function asGraphQLError({ message, locations, extensions }: PlainError): GraphQLError {
  return Object.assign(new GraphQLError(message, { extensions }), locations === undefined ? {} : { locations });
}

function busy(): GraphQLError {
  return new GraphQLError('Too many new operations wait to be planned. Send the request again after a pause.', {
    extensions: { code: 'SERVICE_BUSY', http: { status: 503 } },
  });
}
