import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCommand } from '@tributary/platform/command-line.ts';
import { StartError } from '@tributary/platform/config.ts';
import { runCommand } from '@tributary/platform/lifecycle.ts';
import { artefacts, billFile, licencesFile } from './artefacts.ts';
import { isNotAnswered } from './audit.ts';
import { licenceList, licensedIn, refusedLicences } from './licences.ts';
import { unpinned, unpinnedPackages } from './pins.ts';
import { pnpm, root } from './pnpm.ts';

const buildFiles = ['.github/workflows/*.{yml,yaml}', '{,*/}compose*.yaml', '{,*/}Dockerfile*'];

runCommand(async () => {
  createCommand('supply-chain', {
    summary:
      'Checks pins, licences and known vulnerabilities, and writes the bill of materials (CycloneDX) and the licences to artefacts.',
    examples: [''],
  }).parse();
  mkdirSync(artefacts, { recursive: true });
  const mistakes = [...checkPins(), ...checkLicences(), ...audit()];
  for (const mistake of mistakes) {
    console.error(mistake);
  }
  return mistakes.length === 0 ? 0 : 1;
});

function checkPins(): string[] {
  const files = globSync(buildFiles, { cwd: root });
  const mistakes = files.flatMap((file) =>
    unpinned(readFileSync(join(root, file), 'utf8')).map((reference) => `${file}: ${reference} is not pinned.`),
  );
  const packages = unpinnedPackages(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'));
  console.log(`Pins: looked at ${files.join(', ')} and the lock file.`);
  return [...mistakes, ...packages.map((name) => `pnpm-lock.yaml: ${name} has no integrity.`)];
}

function checkLicences(): string[] {
  const { isOk, output } = pnpm('sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--out', billFile);
  if (!isOk) {
    throw new StartError(`The bill of materials cannot be made:\n${output}`);
  }
  const packages = licensedIn(JSON.parse(readFileSync(billFile, 'utf8')), '@tributary');
  writeFileSync(licencesFile, licenceList(packages));
  console.log(`Licences: ${packages.length} packages, in artefacts/sbom.cdx.json and artefacts/licences.md.`);
  return refusedLicences(packages).map((each) => `Licence not allowed: ${each}`);
}

function audit(): string[] {
  const { isOk, output } = pnpm('audit', '--audit-level', 'high');
  if (!isOk && isNotAnswered(output)) {
    console.log('Audit: NOT DONE, since the registry does not answer questions about vulnerabilities.');
    return [];
  }
  console.log(`Audit: ${isOk ? 'no vulnerability of level high or above is known.' : 'see below.'}`);
  return isOk ? [] : [output];
}
