import type { Caller } from '@tributary/platform/caller.ts';
import type { ErrorCode } from '@tributary/platform/error-codes.ts';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { OperationPath } from '../planning/withhold.ts';
import type { PermissionMode } from '../planning/permission.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { Outcome } from './pipeline.ts';
import { refusal } from './refusal.ts';

/** The place of the entries about unauthorized fields: `errors`, `extensions.authorizationErrors`, or nowhere. */
export type ReportStyle = 'errors' | 'extensions' | 'disabled';

/** Tells a caller which fields of an operation they may not select. */
export type UnauthorizedReport = {
  /** Counts an operation, and logs it if it is only reported. */
  note(paths: readonly OperationPath[], context: Pick<GatewayContext, 'scope'>): void;
  /** Adds the entries to a response. */
  addTo(result: ExecutionResult, paths: readonly OperationPath[], caller: Caller): ExecutionResult;
  /** The errors of an operation that is refused as a whole. */
  refusalOf(paths: readonly OperationPath[], caller: Caller): readonly GraphQLError[];
};

/** An operation that is only reported keeps its data and its `errors`, so its entries are in the extensions. */
export function createUnauthorizedReport({
  mode,
  style,
  onUnauthorized,
}: {
  mode: PermissionMode;
  style: ReportStyle;
  onUnauthorized: (mode: PermissionMode) => void;
}): UnauthorizedReport {
  const shown = mode === 'dryRun' && style === 'errors' ? 'extensions' : style;
  return {
    note: (paths, { scope }) => {
      onUnauthorized(mode);
      if (mode === 'dryRun') {
        scope.log.info({ paths }, 'an operation has fields that its caller may not select');
      }
    },
    addTo: (result, paths, caller) => {
      const entries = paths.map((path) => new GraphQLError(message, { path, extensions: { code: codeFor(caller) } }));
      switch (shown) {
        case 'errors':
          return { ...result, errors: [...entries, ...(result.errors ?? [])] };
        case 'extensions': {
          const authorizationErrors = entries.map((entry) => entry.toJSON());
          return { ...result, extensions: { ...result.extensions, authorizationErrors } };
        }
        case 'disabled':
          return result;
      }
    },
    refusalOf: (paths, caller) => {
      const status = caller.subject === null ? 401 : 403;
      const { extensions } = refusal(status, codeFor(caller), message);
      const places = shown === 'errors' ? paths : [undefined];
      return places.map((path) => new GraphQLError(message, { ...(path === undefined ? {} : { path }), extensions }));
    },
  };
}

/** Adds the entries to the outcome of an operation. The events of a subscription get their own. */
export function reportIn(outcome: Outcome, add: (result: ExecutionResult) => ExecutionResult): Outcome {
  switch (outcome.kind) {
    case 'complete':
      return { ...outcome, result: add(outcome.result) };
    case 'inParts':
      return { ...outcome, first: add(outcome.first) };
    default:
      return outcome;
  }
}

const message = 'Unauthorized field or type. Send an access token that permits it.';

/** Clients get a new token by the code for an anonymous caller. */
function codeFor({ subject }: Caller): ErrorCode {
  return subject === null ? 'UNAUTHENTICATED' : 'UNAUTHORIZED_FIELD_OR_TYPE';
}
