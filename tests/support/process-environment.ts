/**
 * Environment of every process that a test starts: the programs of the system, and the cache of compiled modules that
 * `vitest.config.ts` names, with which a process starts in a quarter of the time. Nothing else of the caller's
 * environment is passed on.
 */
export const processEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);
