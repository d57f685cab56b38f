import { z } from 'zod';
import { planningLimitsShape } from '../../generation/planning-limits.ts';
import { answerLimits } from './answer-limits.ts';
import { defaultLimits } from './limits.ts';

const count = z.number().int().positive();

/** Settings of the limits on documents and answers, and of the budget to validate and plan. */
export const limitsShape = z
  .strictObject({
    depth: count.default(defaultLimits.depth).meta({ description: 'Greatest depth of nested fields' }),
    aliases: count.default(defaultLimits.aliases).meta({ description: 'Greatest number of aliases in a document' }),
    directives: count
      .default(defaultLimits.directives)
      .meta({ description: 'Greatest number of directives in a document' }),
    tokens: count.default(defaultLimits.tokens).meta({ description: 'Greatest number of tokens in a document' }),
    repetitions: count.default(defaultLimits.repetitions).meta({
      description: 'Greatest number of fields in a document that repeat another one of their selection set',
    }),
    documentBytes: count
      .default(defaultLimits.documentBytes)
      .meta({ description: 'Greatest length of a document, in bytes of UTF-8' }),
    lines: count.default(defaultLimits.lines).meta({ description: 'Greatest number of line breaks in a document' }),
    literalBytes: count
      .default(defaultLimits.literalBytes)
      .meta({ description: 'Greatest length of one string in a document, in bytes of UTF-8' }),
    planFields: count.default(defaultLimits.planFields).meta({
      description: 'Greatest number of fields in a plan, with fragments spread',
      pitfall: 'Compiling a plan delays other requests, by about 25 ms for 1,000 fields.',
    }),
    ...planningLimitsShape,
    ...answerLimits,
  })
  .prefault({})
  .meta({
    description: 'Limits on documents, where variables do not count, and on the answers of subgraphs',
    pitfall: 'Documents above a limit are refused with `LIMIT_EXCEEDED`; above `tokens` with `GRAPHQL_PARSE_FAILED`.',
  });
