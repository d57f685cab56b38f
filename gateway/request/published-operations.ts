import type { GraphQLSchema } from 'graphql';
import type { Generation } from '../generation/generation.ts';
import { checkOperations } from '../public-operations/check-operations.ts';
import type { PublicOperation } from '../public-operations/public-operation.ts';
import type { ChooseContract } from './choose-contract.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { ValidationSettings } from './rules/document-validation.ts';

/** Public operations, and the schema for clients that they fit. The same object until these change. */
export type Published = { operations: readonly PublicOperation[]; schema: GraphQLSchema };

/** The operations that a request may call: those of its contract. Null: all, for what is not told to clients. */
export type PublishedFor = (asking: Pick<GatewayContext, 'caller' | 'headers'> | null) => Published;

/** An operation that does not fit the contract of a request is not told to its client, nor are names within it. */
export function createPublishedFor({
  generation,
  chooseContract,
  operations,
  rules,
}: {
  generation: () => Generation;
  chooseContract: ChooseContract;
  operations: () => readonly PublicOperation[];
  rules: ValidationSettings;
}): PublishedFor {
  const whole = new WeakMap<readonly PublicOperation[], Published>();
  const byContract = new WeakMap<GraphQLSchema, { of: Published; shown: Published }>();
  return (asking) => {
    const all = operations();
    const current = generation();
    const published = whole.get(all) ?? { operations: all, schema: current.apiSchema };
    whole.set(all, published);
    const contract = asking === null ? null : chooseContract(asking);
    if (contract === null) {
      return published;
    }
    const { apiSchema: schema } = current.showing(contract);
    const known = byContract.get(schema);
    if (known?.of === published) {
      return known.shown;
    }
    const { operations: fitting } = checkOperations({ operations: all, problems: [] }, schema, rules);
    const shown = { operations: fitting.map(withoutAnswers), schema };
    byContract.set(schema, { of: published, shown });
    return shown;
  };
}

/** Answers were given by the whole schema, and may name values that a contract lacks. */
function withoutAnswers(operation: PublicOperation): PublicOperation {
  return { ...operation, examples: operation.examples.map(({ variables }) => ({ variables, answer: null })) };
}
