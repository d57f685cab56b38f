import { registerHooks } from 'node:module';

/**
 * Speeds up imports of drizzle-orm. Its package.json holds 180 kB of `exports`, which Node parses again for each of the
 * hundred modules imported from it. It only learns that they are ES modules, and takes 0.6 s of a start.
 */
export function hastenDrizzle(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      return specifier.startsWith('.') && context.parentURL?.includes('/node_modules/drizzle-orm/')
        ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
        : nextResolve(specifier, context);
    },
  });
}
