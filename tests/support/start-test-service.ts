import { startService, type Service } from '@tributary/deploy/service-process.ts';

/**
 * Starts a service as a process on a free port. `url` is fulfilled when it listens, and rejects with its output if it
 * ends before.
 */
export function startTestService(service: Service, settings: Readonly<Record<string, string>>) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const output: string[] = [];
  const { failure, stop } = startService({
    service,
    settings: { ...settings, PORT: '0' },
    onLine: (line) => {
      output.push(line);
      const url = /"url":"(https?:[^"]+)".*"msg":"\w+ is listening"/.exec(line)?.[1];
      if (url !== undefined) {
        resolve(url);
      }
    },
  });
  const failed = failure.then(({ message }) => Promise.reject(new Error([message, ...output].join('\n'))));
  return { url: Promise.race([promise, failed]), output: () => output.join('\n'), stop };
}
