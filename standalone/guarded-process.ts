import { spawn } from 'node:child_process';

/** A program that was started by `startGuarded`. */
export type GuardedProcess = {
  /** Fulfilled once it has ended, with its exit code; null if it was killed or never started. */
  exited: Promise<number | null>;
  hasExited(): boolean;
  /** The last lines that it wrote. */
  output(): string;
  /** Stops it: politely for a second, then less so. Bounded, and safe to call twice. */
  stop(): Promise<void>;
};

const outputLengthMax = 4_000;
/** Longer than the script below takes until its last resort. */
const stopTimeoutMs = 6_000;

/**
 * Waits for our end of the pipe to close, because we closed it or because we are no more, however we went; then stops
 * the program, at first with SIGINT (which PostgreSQL takes as: now, but in order), after 1.2 s with SIGQUIT, 3 s later
 * with SIGKILL. `read` and not `cat`, and short naps, so that nothing stays behind.
 */
const guard = `
exec 3<&0 </dev/null
"$@" 3<&- &
program=$!
nap() { n=0; while [ $n -lt $1 ]; do sleep 0.05; n=$((n + 1)); done; }
{
  while read -r line <&3; do :; done
  kill -INT $program
  nap 24
  kill -QUIT $program
  nap 60
  kill -KILL $program
} >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait $program
status=$?
kill $watch 2>/dev/null
exit $status
`;

/**
 * Starts a program that ends when this process does, even by `kill -9`. It has a process group of its own, so that
 * Ctrl-C in a terminal reaches only us, and we stop it when we no longer need it.
 */
export function startGuarded({
  command,
  cwd,
  environment = {},
  user,
}: {
  command: readonly string[];
  cwd: string;
  /** In addition to PATH, which is all that the program inherits. */
  environment?: Readonly<Record<string, string>>;
  user?: { uid: number; gid: number } | undefined;
}): GuardedProcess {
  // The variables are set by the shell, since macOS takes those of the dynamic loader from a shell that is given them.
  const assignments = Object.keys(environment).map((name, index) => `export ${name}="$${index + 1}"\n`);
  const script = `${assignments.join('')}shift ${assignments.length}\n${guard}`;
  const child = spawn('sh', ['-c', script, 'sh', ...Object.values(environment), ...command], {
    cwd,
    detached: true,
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...user,
  });

  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(-outputLengthMax);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  // The other end is gone when the program ended by itself; then there is nobody to tell.
  child.stdin.on('error', () => {});

  let ended = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      ended = true;
      keep(error.message);
      resolve(null);
    });
    child.once('exit', (code) => {
      ended = true;
      child.stdin.destroy();
      resolve(code);
    });
  });

  const stop = async () => {
    child.stdin.end();
    const lastResort = setTimeout(() => {
      if (child.pid !== undefined && !ended) {
        process.kill(-child.pid, 'SIGKILL');
      }
    }, stopTimeoutMs);
    await exited;
    clearTimeout(lastResort);
  };

  return { exited, hasExited: () => ended, output: () => output.trim(), stop };
}
