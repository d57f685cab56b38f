import { LRUCache } from 'lru-cache';
import type { OperationWorkers } from './operation-workers.ts';

/** The budget of the shared plans, and the estimated bytes of a plan per character of its operation. */
const plansBytesMax = 64 * 1024 * 1024;
const bytesPerCharacter = 300;

/**
 * Plans an operation once for all contracts in which it is valid. Its plan is made with the whole API, so it is the
 * same in each. Only what clients see of it differs.
 */
export function sharePlans(workers: OperationWorkers): { workers: OperationWorkers; bytes: () => number } {
  const plans = new LRUCache<string, ReturnType<OperationWorkers['plan']>>({
    maxSize: plansBytesMax,
    sizeCalculation: (_, key) => key.length * bytesPerCharacter,
  });
  const plan: OperationWorkers['plan'] = (operation, asker) => {
    const key = JSON.stringify(operation);
    const known = plans.get(key);
    if (known !== undefined) {
      return known;
    }
    const planned = workers.plan(operation, asker);
    plans.set(key, planned);
    // Threads that are busy now may plan it later.
    planned.catch(() => plans.delete(key));
    return planned;
  };
  return { workers: { ...workers, plan }, bytes: () => plans.calculatedSize };
}
