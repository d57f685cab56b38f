/** The relative paths that a module imports or exports from, types and dynamic imports included. */
export function relativeImportsIn(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.\.?\/[^']+)'/g)].map(([, path]) => path ?? '');
}
