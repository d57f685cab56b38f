import { spawn } from 'node:child_process';

/** A program started by `startGuarded`. */
export type GuardedProcess = {
  /** Fulfilled with the exit code when the program has ended; null if it was killed or never started. */
  exited: Promise<number | null>;
  hasExited(): boolean;
  /** The last lines of the program's output. */
  output(): string;
  /** Stops the program: by SIGINT, then by stronger signals. Takes bounded time, and may be called twice. */
  stop(): Promise<void>;
};

const outputLengthMax = 4_000;
/** Longer than the script below takes until SIGKILL. */
const stopTimeoutMs = 6_000;

/**
 * Waits until our end of the pipe closes, because we closed it or because this process ended in any way. Then it stops
 * the program: by SIGINT (PostgreSQL's fast shutdown), after 1.2 s by SIGQUIT, 3 s later by SIGKILL. It uses `read` and
 * not `cat`, and short sleeps, so that no process of its own is left behind.
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
 * Starts a program that ends when this process does, even by `kill -9`. It has a process group of its own: Ctrl-C in a
 * terminal reaches only this process, which stops the program once it is no longer needed.
 */
export function startGuarded({
  command,
  cwd,
  environment = {},
  user,
}: {
  command: readonly string[];
  cwd: string;
  /** Environment variables besides PATH, the only one that the program inherits. */
  environment?: Readonly<Record<string, string>>;
  user?: { uid: number; gid: number } | undefined;
}): GuardedProcess {
  // The shell sets the variables, since macOS removes those of the dynamic loader from the environment of a shell.
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
  // The other end is closed when the program ended by itself; then the error does not matter.
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
