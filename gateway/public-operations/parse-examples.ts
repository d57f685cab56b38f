import { z } from 'zod';
import type { OperationExample, OperationProblem } from './public-operation.ts';

const record = z.record(z.string(), z.unknown());
const fileShape = z.array(
  z.strictObject({
    operation: z.string(),
    variables: record.default({}),
    /** The status and the body of the answer by REST. */
    status: z.int().min(200).max(599).optional(),
    answer: record.nullable().default(null),
  }),
);

/** Examples by the names of their operations. */
export type ParsedExamples = {
  examples: ReadonlyMap<string, readonly OperationExample[]>;
  problems: readonly OperationProblem[];
};

export const noExamples: ParsedExamples = { examples: new Map(), problems: [] };

/** Parses files of examples. A file with a mistake is left out as a whole, and its operations are served without. */
export function parseExamples(files: readonly { file: string; text: string }[]): ParsedExamples {
  const examples = new Map<string, OperationExample[]>();
  const problems: OperationProblem[] = [];
  for (const { file, text } of files) {
    const parsed = fileShape.safeParse(jsonOf(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const message = `The examples are invalid at \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? ''}. Correct them.`;
      problems.push({ file, line: 1, message });
      continue;
    }
    for (const { operation, variables, status, answer } of parsed.data) {
      const some = examples.get(operation) ?? [];
      some.push({ variables, answer: status === undefined ? null : { status, body: answer } });
      examples.set(operation, some);
    }
  }
  return { examples, problems };
}

/** The value of a JSON text. Undefined for an invalid one, which no shape takes. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
