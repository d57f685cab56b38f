import { attacks } from './attacks.ts';

/** A process that runs one attack: `attacker.ts NAME URL SECONDS`. */
const [name, url = '', seconds] = process.argv.slice(2);
const attack = attacks.find((candidate) => candidate.name === name);
if (attack === undefined) {
  throw new Error(`There is no attack ${name}.`);
}
await attack.run({ url, untilMs: performance.now() + Number(seconds) * 1_000 });
process.exit(0);
