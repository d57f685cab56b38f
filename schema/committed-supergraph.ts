import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The supergraph of a commit, as callers know it, or the reason why there is none to compare with. */
export type CommittedSupergraph = { commit: string; sdl: string } | { reason: string };

/**
 * The supergraph of the last commit. If that equals the given one, the supergraph of the commit before, so that the
 * build of a commit compares it with its parent. The folder is that of `supergraph.graphql`.
 */
export function committedSupergraph(current: string, folder = new URL('.', import.meta.url)): CommittedSupergraph {
  const last = supergraphAt('HEAD', folder);
  return 'sdl' in last && last.sdl === current ? supergraphAt('HEAD~1', folder) : last;
}

function supergraphAt(commit: string, folder: URL): CommittedSupergraph {
  // Reading is harmless in a checkout that belongs to another user, as in some build containers.
  const git = spawnSync('git', ['-c', 'safe.directory=*', 'show', `${commit}:./supergraph.graphql`], {
    cwd: fileURLToPath(folder),
    encoding: 'utf8',
    timeout: 10_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (git.status === 0) {
    return { commit, sdl: git.stdout };
  }
  const why = git.error?.message ?? git.stderr.trim().split('\n')[0] ?? 'git failed';
  return { reason: `there is no schema/supergraph.graphql at ${commit} (${why})` };
}
