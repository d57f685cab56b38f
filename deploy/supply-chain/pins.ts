/**
 * The references in a file of the build that are not pinned to their content. An action is pinned by the hash of a
 * commit, and an image by a digest: whoever takes over a name or a tag cannot change what we run. Images that are built
 * here, and those of an earlier stage, need no digest. A pin names its version, so that people can read it.
 */
export function unpinned(text: string): string[] {
  const stages = new Set([...text.matchAll(/^FROM\s.*\sAS\s+(\S+)/gim)].map(([, stage]) => stage));
  const actions = [...text.matchAll(/^[\s-]*uses:\s*(.*)$/gm)]
    .map(([, reference = '']) => reference.trim())
    .filter((reference) => !reference.startsWith('./'))
    .filter((reference) => !/^[^@\s]+@[\da-f]{40}\s+#\s*v\d/.test(reference));
  const images = [...text.matchAll(/^\s*(?:image:|FROM(?:\s+--\S+)*)\s+(\S+)/gm)]
    .map(([, reference = '']) => reference)
    .filter((reference) => !reference.endsWith(':local') && !stages.has(reference))
    .filter((reference) => !/^[^@\s]+:[^@\s]+@sha256:[\da-f]{64}$/.test(reference));
  // A package that a build installs globally is not in the lock file.
  const packages = [...text.matchAll(/npm install (?:--global|-g) (\S+)/g)]
    .map(([, reference = '']) => reference)
    .filter((reference) => !/@\d+\.\d+\.\d+$/.test(reference));
  return [...actions, ...images, ...packages];
}

/** The packages of a lock file of pnpm whose content is not pinned: those from elsewhere than a registry. */
export function unpinnedPackages(lockFile: string): string[] {
  return [...lockFile.matchAll(/^ {2}'?([^\s':][^':]*)'?:\n {4}resolution: (.*)$/gm)].flatMap(
    ([, name = '', resolution]) => (resolution?.includes('integrity: sha512-') === true ? [] : [name]),
  );
}
