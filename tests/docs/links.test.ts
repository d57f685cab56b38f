import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '');

/** A document without its code blocks, whose text is not Markdown. */
const prose = (path: string) => readFileSync(new URL(path, root), 'utf8').replaceAll(/^ *```.*?^ *```$/gms, '');

describe.each(documents)('%s', (path) => {
  it('links to files and headings that exist', () => {
    const links = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !resolves(link, path));

    expect(broken).toEqual([]);
  });
});

it('commands to paste neither stop at brackets in a URL nor ask before they install', () => {
  const lines = documents.flatMap((path) =>
    readFileSync(new URL(path, root), 'utf8')
      .split('\n')
      .map((line) => `${path}: ${line}`),
  );

  // curl takes brackets as a range, and is silent with -s.
  expect(lines.filter((line) => /curl (?!-sg ).*\/\/\S*\[/.test(line))).toEqual([]);
  expect(lines.filter((line) => /: npx (?!-y )/.test(line))).toEqual([]);
});

// A decision record names the files of its date.
describe.each(documents.filter((path) => !path.startsWith('docs/decisions/')))('%s', (path) => {
  it('names files that exist', () => {
    const named = [...prose(path).matchAll(/`((?:[\w.@-]+\/)+[\w.@-]+\.(?:ts|json|graphql|md|yaml|sql))`/g)].map(
      ([, name = '']) => name,
    );
    const missing = named.filter((name) => !existsSync(new URL(name, root)));

    expect(missing).toEqual([]);
  });
});

it('the operations guide lists every metric of the source, and no other', () => {
  const sources = execFileSync(
    'git',
    ['grep', '-hoE', "name: 'tributary_[a-z_]+'", '--', '*.ts', ':!tests', ':!bench'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const made = [...sources.matchAll(/'(tributary_\w+)'/g)].map(([, name = '']) => name);
  const listed = [...prose('docs/operations.md').matchAll(/^\| `(tributary_\w+)` \|/gm)].map(([, name = '']) => name);

  expect(new Set(listed)).toEqual(new Set(made));
});

it('the index of decisions lists every record, in order, under its title', () => {
  const records = readdirSync(new URL('docs/decisions/', root)).filter((name) => name !== 'README.md');
  const rows = [...prose('docs/decisions/README.md').matchAll(/^\| (\d+) \| \[(.+)\]\((.+)\) \|/gm)].map(
    ([, number, title, file]) => ({ number, title, file }),
  );

  expect(rows).toEqual(
    records.toSorted().map((file, index) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(prose(`docs/decisions/${file}`)) ?? [];
      expect(Number(number)).toBe(index + 1);
      return { number, title, file };
    }),
  );
});

/** Whether a relative link leads to a file, and its fragment to a heading there. */
function resolves(link: string, from: string): boolean {
  const target = new URL(link, new URL(from, root));
  if (!existsSync(target)) {
    return false;
  }
  const { hash } = target;
  target.hash = '';
  return hash === '' || headingsOf(fileURLToPath(target)).includes(hash.slice(1));
}

/** The fragments of a document's headings, as GitHub makes them. */
function headingsOf(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
