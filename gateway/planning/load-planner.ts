import { StartError } from '@tributary/platform/config.ts';
import type { PreparePlanner } from './other-planner.ts';

/** The planner that is tried first. Apollo's plans the operations that it cannot plan. */
export type PlannerName = 'apollo' | 'hive';

/**
 * Loads the planner of that name. Null for Apollo's, which is always loaded. Throws StartError if the planner does not
 * run on this machine.
 */
export async function loadPlanner(name: PlannerName): Promise<PreparePlanner | null> {
  if (name === 'apollo') {
    return null;
  }
  try {
    const { prepareHivePlanner } = await import('./hive-planner.ts');
    return prepareHivePlanner;
  } catch (error) {
    throw new StartError(
      `The planner of Hive Router does not run on this machine (${process.platform} on ${process.arch}): take "planner" out of the settings, and Apollo's plans everything.`,
      { cause: error },
    );
  }
}
