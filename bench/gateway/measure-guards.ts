import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommand } from '@tributary/platform/command-line.ts';
import { z } from 'zod';
import { admit, inArena } from './arena.ts';
import { sendLoad } from './load.ts';
import { endingAllProcesses } from './processes.ts';
import { printTable } from './table.ts';
import { workloads } from './workloads.ts';

/**
 * The share of guards in the CPU time of a request, by a profile: `pnpm bench:guards`. Two processes with the same code
 * differ by more than the guards cost, so a comparison of processes does not show it.
 */

/** The files of each guard. What they call in libraries counts as theirs. */
const guards: Readonly<Record<string, readonly string[]>> = {
  'rate limits': ['request/rate-limits.ts', 'platform/token-buckets.ts'],
  cost: ['request/weigh.ts', 'request/cost-metrics.ts', 'compile/plan-cost.ts', 'compile/count-cost.ts'],
  authorization: ['request/authorize.ts', 'request/policies.ts', 'planning/permission.ts', 'report-unauthorized.ts'],
};
const warmUpSeconds = 5;
/** The samples of the start are left out. */
const measuredShare = 0.7;

const profileShape = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.output<typeof profileShape>;

const values = createCommand('bench:guards', {
  summary: 'Measures the share of rate limits, costs and authorization in the CPU time of a request.',
  examples: ['', '--seconds 60'],
})
  .option('--seconds <number>', 'length of the load on each gateway', '20')
  .parse()
  .opts();
const seconds = Number(values.seconds);

await endingAllProcesses(async () => {
  const { admitted } = admit(['ours-guarded']);
  await inArena(async (arena) => {
    const rows: string[][] = [];
    for (const workload of workloads.filter(({ name }) => name !== 'rest')) {
      for (const contender of admitted) {
        const folder = mkdtempSync(join(tmpdir(), 'tributary-profile-'));
        const { client, gateway, message, isRight } = await arena.enter(contender, workload.request, {
          profileFolder: folder,
        });
        await sendLoad(client, { message, clients: workload.clients, seconds: warmUpSeconds, isRight });
        await sendLoad(client, { message, clients: workload.clients, seconds, isRight });
        await client.close();
        await gateway.stop();
        rows.push([workload.title, ...sharesIn(mainProfileIn(folder)).map((share) => `${(100 * share).toFixed(1)} %`)]);
        rmSync(folder, { recursive: true });
      }
    }
    printTable(['workload', ...Object.keys(guards), 'together'], rows);
  });
});

/** The profile of the main thread, which does most. */
function mainProfileIn(folder: string): Profile {
  const profiles = readdirSync(folder).map((name) =>
    profileShape.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  );
  const [main] = profiles.toSorted((one, other) => busySamples(other) - busySamples(one));
  if (main === undefined) {
    throw new Error('The gateway wrote no profile.');
  }
  return main;
}

function busySamples({ nodes, samples }: Profile): number {
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id));
  return samples.filter((id) => !idle.has(id)).length;
}

/** The share of each guard in the time that is not idle, and that of all of them. */
function sharesIn({ nodes, samples, timeDeltas }: Profile): number[] {
  const ownerOf = ownersOf(nodes);
  const names = Object.keys(guards);
  const spent = new Map<string | null, number>();
  for (let index = Math.floor(samples.length * (1 - measuredShare)); index < samples.length; index += 1) {
    const owner = ownerOf.get(samples[index] ?? 0) ?? null;
    spent.set(owner, (spent.get(owner) ?? 0) + (timeDeltas[index] ?? 0));
  }
  spent.delete('(idle)');
  const total = spent.values().reduce((sum, each) => sum + each, 0);
  const shares = names.map((name) => (spent.get(name) ?? 0) / total);
  return [...shares, shares.reduce((sum, each) => sum + each, 0)];
}

/** The guard that a node of the profile belongs to, by the nearest function of ours in its stack. Null for others. */
function ownersOf(nodes: Profile['nodes']): ReadonlyMap<number, string | null> {
  const owners = new Map<number, string | null>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: number, ofCaller: string | null): void => {
    const node = byId.get(id);
    if (node === undefined) {
      return;
    }
    const { functionName, url } = node.callFrame;
    const own = functionName === '(idle)' ? '(idle)' : guardAt(url, ofCaller);
    owners.set(id, own);
    node.children?.forEach((child) => visit(child, own));
  };
  const [root] = nodes;
  if (root !== undefined) {
    visit(root.id, null);
  }
  return owners;
}

function guardAt(url: string, ofCaller: string | null): string | null {
  const isOurs = /\/(gateway|platform)\/(?!.*node_modules)/.test(url);
  const guard = Object.entries(guards).find(([, files]) => files.some((file) => url.endsWith(file)));
  return guard?.[0] ?? (isOurs ? null : ofCaller);
}
