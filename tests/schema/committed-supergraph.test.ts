import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { committedSupergraph } from '@tributary/schema/committed-supergraph.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('the supergraph to compare with', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'committed-supergraph-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is the supergraph of the last commit, if it has changed since', () => {
    git('init', '--quiet');
    commit('first');
    commit('second');

    const committed = committedSupergraph('third', pathToFileURL(`${folder}/`));

    expect(committed).toEqual({ commit: 'HEAD', sdl: 'second' });
  });

  it('is the supergraph of the parent commit, if it has not changed', () => {
    git('init', '--quiet');
    commit('first');
    commit('second');

    const committed = committedSupergraph('second', pathToFileURL(`${folder}/`));

    expect(committed).toEqual({ commit: 'HEAD~1', sdl: 'first' });
  });

  it('is missing, with the reason, if there is only one commit', () => {
    git('init', '--quiet');
    commit('first');

    const committed = committedSupergraph('first', pathToFileURL(`${folder}/`));

    expect(committed).toEqual({ reason: expect.stringContaining('HEAD~1') });
  });

  it('is missing, with the reason, outside of a repository', () => {
    const committed = committedSupergraph('first', pathToFileURL(`${folder}/`));

    expect(committed).toEqual({ reason: expect.stringContaining('not a git repository') });
  });

  function commit(sdl: string) {
    writeFileSync(join(folder, 'supergraph.graphql'), sdl);
    git('add', 'supergraph.graphql');
    git('-c', 'user.name=Test', '-c', 'user.email=test@example.test', 'commit', '--quiet', '--message', sdl);
  }

  function git(...args: string[]) {
    execFileSync('git', args, { cwd: folder, timeout: 10_000 });
  }
});
