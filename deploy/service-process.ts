import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { StartError } from '@tributary/platform/config.ts';
import { argumentsOfSubgraph, type SubgraphName } from '@tributary/registry/registry.ts';

export type Service = SubgraphName | 'gateway';

export type ServiceProcess = {
  /** Fulfilled, with the reason, if the process ends before it is stopped. */
  failure: Promise<StartError>;
  /** Stops the process: by SIGTERM, and after a grace period by SIGKILL. */
  stop(): Promise<void>;
};

/** Environment variables that Node itself reads. */
const forNode = ['PATH', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_COMPILE_CACHE'];
/** Longer than a server lets requests finish. */
const stopTimeoutMs = 1_500;

/** A gateway holds many responses for a moment. A large young generation avoids copying them again and again. */
const gatewayOptions = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** The Node arguments of a service. */
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
  /** Receives each line of the service's output. */
  onLine: (line: string) => void;
}): ServiceProcess {
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('./end-with-parent.ts'), ...argumentsOf(service)],
    {
      env: { ...settings, ...Object.fromEntries(forNode.map((name) => [name, process.env[name]])) },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C in a terminal reaches only this process, which stops the services in order.
      detached: true,
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', onLine);
  }

  let stopped: Promise<void> | undefined;
  // On `close` and not `exit`, so that the last output comes first.
  const exited = once(child, 'close');
  const failure = (async () => {
    const [code, signal] = await exited;
    const how = code === null ? `by ${signal}` : `with exit code ${code}`;
    // A stopped service has not failed, so the promise is never fulfilled then.
    return stopped === undefined
      ? new StartError(`The service ${service} ended by itself ${how}. Its output is above.`)
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
