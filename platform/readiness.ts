import { describeError } from './described-error.ts';

/** Something outside of the process that it works with. */
export type Dependency = {
  name: string;
  /** Whether the process cannot do its work without it. */
  isNeeded: boolean;
  /** Rejects with the reason while it cannot be used. */
  check(): Promise<void>;
};

/** Whether a process can work, and the reason for each dependency that cannot be used: for operators alone. */
export type Readiness = {
  isReady: boolean;
  dependencies: Record<string, { status: 'ready' | 'failing'; needed: boolean; reason?: string }>;
};

/** Shorter than orchestrators wait for a probe. */
const checkTimeoutMs = 2_000;

/** Checks all dependencies at once. */
export async function checkReadiness(dependencies: readonly Dependency[]): Promise<Readiness> {
  const reasons = await Promise.all(dependencies.map(reasonOf));
  const states: Readiness['dependencies'] = {};
  for (const [index, { name, isNeeded: needed }] of dependencies.entries()) {
    const reason = reasons[index] ?? null;
    states[name] = reason === null ? { status: 'ready', needed } : { status: 'failing', needed, reason };
  }
  const isReady = Object.values(states).every(({ status, needed }) => status === 'ready' || !needed);
  return { isReady, dependencies: states };
}

/** The reason why a dependency cannot be used; null if it can. */
async function reasonOf({ check }: Dependency): Promise<string | null> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(`no answer within ${checkTimeoutMs} ms`), checkTimeoutMs);
  const checked = check().then(
    () => null,
    (error: unknown) => {
      const { message, code, cause } = describeError(error);
      return [message, code, cause?.message].filter(Boolean).join(': ');
    },
  );
  const reason = await Promise.race([checked, late.promise]);
  clearTimeout(timer);
  return reason;
}
