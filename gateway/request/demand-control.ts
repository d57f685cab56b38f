import { z } from 'zod';

/** Budgets for the cost of operations. */
export type DemandControl = {
  /** `auto` enforces where the supergraph states costs (`@cost`, `@listSize`), and measures elsewhere. */
  mode: 'auto' | 'off' | 'measure' | 'enforce';
  /** The greatest estimated cost of an operation. */
  max: number;
  /** The assumed length of a list about which nothing is known. */
  listSize: number;
  /** Whether responses over HTTP have headers with the costs. */
  headers: boolean;
  subgraph: {
    mode: 'measure' | 'enforce';
    /** For every subgraph. */
    all: SubgraphBudget;
    /** For single subgraphs, by name. */
    subgraphs: Readonly<Record<string, SubgraphBudget>>;
  };
};

export type SubgraphBudget = {
  /** The greatest estimated cost of all fetches of an operation to the subgraph. */
  max?: number | undefined;
  listSize?: number | undefined;
};

export const demandControlDefault: DemandControl = {
  mode: 'auto',
  max: 100_000,
  listSize: 10,
  headers: false,
  subgraph: { mode: 'enforce', all: {}, subgraphs: {} },
};

const budget = z.number().int().positive();
const listSize = z.number().int().min(0).max(1_000_000);
const subgraphBudget = z.strictObject({
  max: budget.optional().meta({
    description: 'Greatest estimated cost of an operation at the subgraph; no limit by default',
    example: 10_000,
    pitfall: 'Above it only the fetches to this subgraph are left out. Their fields are null.',
  }),
  listSize: listSize.optional().meta({
    description: 'Assumed length of its lists; that of `demandControl.listSize` by default',
    example: 50,
  }),
});

/** The settings of demand control in the gateway's file. */
export const demandControlShape = z
  .strictObject({
    mode: z.enum(['auto', 'off', 'measure', 'enforce']).default(demandControlDefault.mode).meta({
      description:
        'Whether operations above the budget are refused (`enforce`) or only counted (`measure`). `auto` enforces where the supergraph has `@cost` or `@listSize`, and measures elsewhere',
      pitfall: 'Without the directives every list counts as `listSize` long, whatever its arguments. Measure first.',
    }),
    max: budget.default(demandControlDefault.max).meta({
      description: 'Greatest estimated cost of an operation',
      pitfall: 'Operations above it are refused with `COST_ESTIMATED_TOO_EXPENSIVE`.',
    }),
    listSize: listSize.default(demandControlDefault.listSize).meta({
      description: 'Assumed length of a list without `@listSize`',
      pitfall: 'Too high: operations with harmless short lists are refused.',
    }),
    headers: z.boolean().default(demandControlDefault.headers).meta({
      description: 'Whether responses have the headers `X-Cost-Estimated`, `X-Cost-Actual` and `X-Cost-Max`',
      pitfall: 'Pages of other origins read them only if `cors.exposedHeaders` names them.',
    }),
    subgraph: z
      .strictObject({
        mode: z.enum(['measure', 'enforce']).default(demandControlDefault.subgraph.mode).meta({
          description: 'Whether the budgets of subgraphs are enforced, or only measured',
          pitfall: 'With `mode` `off`, they are not measured either.',
        }),
        all: subgraphBudget.default({}).meta({ description: 'Budget of every subgraph' }),
        subgraphs: z
          .record(z.string(), subgraphBudget)
          .default({})
          .meta({
            description: 'Budgets of single subgraphs, by name; what is missing comes from `all`',
            example: { reviews: { max: 5_000 } },
            pitfall: 'A name that no subgraph has is ignored.',
          }),
      })
      .prefault({})
      .meta({ description: 'Budgets of subgraphs' }),
  })
  .prefault({})
  .meta({ description: 'Demand control: the cost of an operation is estimated before anything is fetched' });
