import { z } from 'zod';

/** Settings of the usage of operations. */
export const usageShape = z
  .strictObject({
    folder: z.string().min(1).default('usage').meta({
      description: 'Folder of the counts, with a file for each day, where `REDIS_URL` is not set',
      pitfall: 'Containers lose it with their disk.',
    }),
    keepDays: z.number().int().min(1).max(366).default(30).meta({
      description: 'Time for which counts are kept, in days',
    }),
  })
  .optional()
  .meta({
    description:
      'Counts of operations by client and hour, for `usage:report` and `schema:check`. Without it nothing is counted',
    example: {},
  });

export type UsageSettings = NonNullable<z.output<typeof usageShape>>;
