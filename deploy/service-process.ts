import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { StartError } from '@tributary/platform/config.ts';
import { argumentsOfSubgraph, type SubgraphName } from '@tributary/registry/registry.ts';

export type Service = SubgraphName | 'gateway';

export type ServiceProcess = {
  /** Fulfilled, with the reason, if it ends before it is stopped. */
  failure: Promise<StartError>;
  /** Stops it: by SIGTERM, and after a grace period by SIGKILL. */
  stop(): Promise<void>;
};

/** Environment variables that Node itself reads. */
const forNode = ['PATH', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];
/** Longer than a server lets requests finish. */
const stopTimeoutMs = 1_500;

/** A gateway holds many answers for a moment: with room for young objects they are not copied again and again. */
const gatewayOptions = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** The arguments for Node that run a service. */
export function argumentsOf(service: Service): string[] {
  return service === 'gateway'
    ? [...gatewayOptions, fileURLToPath(import.meta.resolve('@tributary/gateway/server.ts'))]
    : argumentsOfSubgraph(service);
}

/** Runs a service as a process that ends when this one does, with these settings and no others. */
export function startService({
  service,
  settings,
  onLine,
}: {
  service: Service;
  settings: Readonly<Record<string, string | undefined>>;
  /** Is given each line that it writes. */
  onLine: (line: string) => void;
}): ServiceProcess {
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('./end-with-parent.ts'), ...argumentsOf(service)],
    {
      env: { ...settings, ...Object.fromEntries(forNode.map((name) => [name, process.env[name]])) },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C in a terminal reaches us alone, and we stop the services in order.
      detached: true,
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', onLine);
  }

  let stopped: Promise<void> | undefined;
  // Not on `exit`: what it wrote last comes first.
  const exited = once(child, 'close');
  const failure = (async () => {
    const [code, signal] = await exited;
    const how = code === null ? `by ${signal}` : `with exit code ${code}`;
    // What was stopped has not failed, so this is never fulfilled then.
    return stopped === undefined
      ? new StartError(`The service ${service} ended by itself ${how}. What it said is above.`)
      : new Promise<never>(() => {});
  })();
  const stop = () =>
    (stopped ??= (async () => {
      child.kill('SIGTERM');
      const lastResort = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await exited;
      clearTimeout(lastResort);
    })());
  return { failure, stop };
}
