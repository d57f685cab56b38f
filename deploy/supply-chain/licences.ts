import satisfies from 'spdx-satisfies';
import { z } from 'zod';

/** Licences under which a package may be used and shipped, whatever it is. */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
];

/** Packages under other licences, each looked at, with the reason why it may be used. */
const exceptions: readonly { package: RegExp; licence: string; reason: string }[] = [
  {
    package: /^@apollo\/(?:composition|federation-internals|gateway|query-graphs|query-planner)$/,
    licence: 'Elastic-2.0',
    reason: 'may be used and shipped, not offered to others as a managed service',
  },
  { package: /^lightningcss(?:-[\w-]+)?$/, licence: 'MPL-2.0', reason: 'a tool of the tests, not changed nor shipped' },
  { package: /^spdx-(?:exceptions|ranges)$/, licence: 'CC-BY-3.0', reason: 'data of tools, not shipped' },
  { package: /^caniuse-lite$/, licence: 'CC-BY-4.0', reason: 'data of tools, not shipped' },
  {
    package: /^@modelcontextprotocol\/inspector$/,
    licence: 'SEE LICENSE IN LICENSE',
    reason: 'the file names Apache-2.0, and MIT for older parts; a tool of the tests, not shipped',
  },
];

const licenceShape = z.union([
  z.object({ expression: z.string() }).transform(({ expression }) => expression),
  z
    .object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) })
    .transform(({ license: { id, name } }) => id ?? name ?? ''),
]);
const billShape = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(
    z.object({
      group: z.string().default(''),
      name: z.string(),
      version: z.string().default(''),
      licenses: z.array(licenceShape).default([]),
    }),
  ),
});

export type Licensed = { name: string; version: string; licences: readonly string[] };

/** The packages of others in a bill of materials (CycloneDX), with their licences. Throws for another format. */
export function licensedIn(bill: unknown, ownGroup: string): Licensed[] {
  return billShape
    .parse(bill)
    .components.filter(({ group }) => group !== ownGroup)
    .map(({ group, name, version, licenses }) => ({
      name: group === '' ? name : `${group}/${name}`,
      version,
      licences: licenses,
    }));
}

/** Sentences about the packages that may not be used under any of their licences. */
export function refusedLicences(packages: readonly Licensed[]): string[] {
  return packages
    .filter(({ name, licences }) => !licences.some((licence) => isAllowed(licence, name)))
    .map(({ name, version, licences }) => `${name}@${version}: ${licences.join(', ') || 'no licence is named'}`);
}

function isAllowed(licence: string, name: string): boolean {
  const others = exceptions.filter((exception) => exception.package.test(name)).map((exception) => exception.licence);
  if (others.includes(licence)) {
    return true;
  }
  try {
    return satisfies(licence, [...allowed, ...others]);
  } catch {
    // No SPDX expression, such as "SEE LICENSE IN LICENSE".
    return false;
  }
}

/** A list of all packages by licence, as Markdown. */
export function licenceList(packages: readonly Licensed[]): string {
  const byLicence = Map.groupBy(packages, ({ licences }) => licences.join(', ') || 'none');
  const sections = [...byLicence]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(
      ([licence, members]) =>
        `## ${licence}\n\n${members.map(({ name, version }) => `- ${name} ${version}`).join('\n')}\n`,
    );
  const reasons = exceptions.map(({ licence, reason }) => `- ${licence}: ${reason}`);
  return ['# Licences', '', 'Beside the usual permissive ones:', '', ...reasons, '', ...sections].join('\n');
}
