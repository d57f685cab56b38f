import { Environment } from '@marcbachmann/cel-js';
import type { Caller } from '@tributary/platform/caller.ts';
import { z } from 'zod';

/** The CEL environment of the verified caller: `issuer`, `subject`, `tenant`, `scopes` and `claims`. */
export function callerEnvironment(): Environment {
  return new Environment({ enableOptionalTypes: true })
    .registerVariable('issuer', 'dyn')
    .registerVariable('subject', 'dyn')
    .registerVariable('tenant', 'dyn')
    .registerVariable('scopes', 'list')
    .registerVariable('claims', 'map');
}

/** The values of the environment's variables. Issuer, subject and tenant of an anonymous caller are null. */
export function variablesOf({ issuer, subject, tenant, scopes, claims }: Caller) {
  return { issuer, subject, tenant, scopes, claims };
}

/** An expression, ready to be evaluated. Throws an Error with the position of a mistake. */
export function parseExpression(
  environment: Environment,
  expression: string,
): (variables: Readonly<Record<string, unknown>>) => unknown {
  const parsed = environment.parse(expression);
  const { valid, error } = parsed.check();
  if (!valid) {
    throw error ?? new Error('This is no expression.');
  }
  return (variables) => parsed({ ...variables });
}

/** The test of a caller by an expression. What fails, as at a claim that the caller lacks, does not hold. */
export function parseCallerTest(expression: string): (caller: Caller) => boolean {
  const evaluate = parseExpression(environment, expression);
  return (caller) => {
    try {
      return evaluate(variablesOf(caller)) === true;
    } catch {
      return false;
    }
  };
}

/** The setting of an expression that tests callers. */
export const callerExpression = z
  .string()
  .max(1_000)
  .superRefine((expression, context) => {
    try {
      parseCallerTest(expression);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `is no valid CEL: ${String(error).split('\n', 1).join()}` });
    }
  });

const environment = callerEnvironment();
