import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type Command = {
  command: readonly string[];
  env?: Readonly<Record<string, string>>;
  folder?: string;
};

export type MeasuredProcess = {
  pid: number;
  child: ChildProcess;
  /** Undefined while the process runs; afterwards how it ended, with its last output. */
  ended(): string | undefined;
  stop(): Promise<void>;
};

/**
 * The cores of a run: one for the measured process, the others for subgraphs and load. Null if processes cannot be
 * pinned.
 */
export type Cores = { measured: string; others: string } | null;

const ticksPerSecond = 100;
const pageBytes = 4_096;
const stopTimeoutMs = 5_000;
const running = new Set<MeasuredProcess>();
let isEnding = false;

/** Pins this process to the cores that are not measured, if possible. */
export function pinCores(): Cores {
  const last = availableParallelism() - 1;
  if (last === 0) {
    return null;
  }
  const cores = { measured: `${last}`, others: last === 1 ? '0' : `0-${last - 1}` };
  try {
    execFileSync('taskset', ['-a', '-c', '-p', cores.others, `${process.pid}`], { stdio: 'ignore' });
    return cores;
  } catch {
    return null;
  }
}

/** Runs `main`, and ends every process that it started by its id, however `main` ends: also on Ctrl-C. */
export async function endingAllProcesses(main: () => Promise<void>): Promise<void> {
  const interrupted = (name: NodeJS.Signals) => {
    void stopAll().then(() => process.exit(name === 'SIGINT' ? 130 : 143));
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  try {
    await main();
  } finally {
    await stopAll();
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
}

async function stopAll(): Promise<void> {
  isEnding = true;
  await Promise.all([...running].map(async (started) => started.stop()));
}

/**
 * Starts a process, on the given cores if it can be pinned. With a `channel`, a Node.js process can exchange messages.
 */
export function startProcess(
  { command, env = {}, folder }: Command,
  { cores, channel = false }: { cores: string | undefined; channel?: boolean },
): MeasuredProcess {
  if (isEnding) {
    throw new Error('the measurement was interrupted');
  }
  const [program = '', ...parameters] = cores === undefined ? command : ['taskset', '-c', cores, ...command];
  const child = spawn(program, parameters, {
    env: { ...process.env, ...env },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
  });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  let ending: string | undefined;
  child.on('error', (error) => {
    ending = error.message;
  });
  const exited = new Promise<void>((resolve) => {
    child.once('close', (code, endedBy) => {
      ending ??= `ended with ${endedBy ?? `code ${code}`}: ${printed.trim()}`;
      running.delete(started);
      resolve();
    });
  });
  const { pid } = child;
  if (pid === undefined) {
    throw new Error(`${program} cannot be started`);
  }
  const started: MeasuredProcess = {
    pid,
    child,
    ended: () => ending,
    stop: async () => {
      const members = treeOf(pid).map((member) => ({ pid: member, startedAt: statOf(member)?.startedAt }));
      const send = (name: NodeJS.Signals) => {
        for (const member of members) {
          // A process id alone could belong to another process meanwhile.
          if (member.startedAt !== undefined && statOf(member.pid)?.startedAt === member.startedAt) {
            process.kill(member.pid, name);
          }
        }
      };
      send('SIGTERM');
      await Promise.race([exited, wait(stopTimeoutMs, undefined, { ref: false })]);
      send('SIGKILL');
      await exited;
    },
  };
  running.add(started);
  return started;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * CPU time of a process with all its threads and descendants, in milliseconds (in steps of 10), and their resident
 * memory.
 */
export function usageOf(pid: number): { cpuMs: number; residentBytes: number } {
  let ticks = 0;
  let residentBytes = 0;
  for (const member of treeOf(pid)) {
    const stat = statOf(member);
    if (stat !== undefined) {
      // Ended children that were waited for are included in their parent's figures.
      ticks += stat.userTicks + stat.systemTicks + stat.endedChildrenTicks;
      residentBytes += stat.residentPages * pageBytes;
    }
  }
  return { cpuMs: (ticks * 1_000) / ticksPerSecond, residentBytes };
}

/** The descendant of a process that runs this program of Node.js. Throws if there is none. */
export function childRunning(pid: number, program: string): number {
  const found = treeOf(pid).find((member) =>
    readFileSync(`/proc/${member}/cmdline`, 'utf8')
      .split('\0')
      .some((part) => part.endsWith(program)),
  );
  if (found === undefined) {
    throw new Error(`no process below ${pid} runs ${program}`);
  }
  return found;
}

function treeOf(pid: number): number[] {
  const childrenOf = Map.groupBy(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), parent: statOf(Number(name))?.parent })),
    ({ parent }) => parent,
  );
  const withDescendants = (member: number): number[] => [
    member,
    ...(childrenOf.get(member) ?? []).flatMap((child) => withDescendants(child.pid)),
  ];
  return withDescendants(pid);
}

/** The fields of proc_pid_stat(5) after the name, which may itself contain spaces and brackets. */
function statOf(pid: number) {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (index: number) => Number(fields[index]);
  return {
    parent: field(1),
    userTicks: field(11),
    systemTicks: field(12),
    endedChildrenTicks: field(13) + field(14),
    startedAt: field(19),
    residentPages: field(21),
  };
}
