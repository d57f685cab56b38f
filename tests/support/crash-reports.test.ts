import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { summariesOfCrashes } from './crash-reports.ts';

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-crashes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('a process that V8 aborts is reported with the reason and its heap', () => {
  const folder = freshFolder();
  const options = ['--report-on-fatalerror', '--report-exclude-env', `--report-directory=${folder}`];

  const { signal } = spawnSync(process.execPath, [
    ...options,
    '--max-old-space-size=30',
    '--eval',
    'const kept = []; for (;;) kept.push({ kept });',
  ]);

  expect(signal).toBe('SIGABRT');
  expect(summariesOfCrashes(folder)).toEqual([
    expect.stringMatching(/heap out of memory \(OOMError\), process \d+, thread 0\n {2}heap: \d+ MB used, /),
  ]);
});

it('half a report is named', () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'report.json'), '{"header":');

  expect(summariesOfCrashes(folder)).toEqual([expect.stringContaining('its report is incomplete')]);
});
