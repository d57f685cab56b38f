import { isMainThread } from 'node:worker_threads';

/**
 * Loaded by `startService` before a service. Standard input is a pipe to which nothing is written, so its end means
 * that the parent has ended. Without a parent nothing could stop the service, which must not keep its port. Worker
 * threads load it too, and have a standard input of their own, which has ended from the beginning.
 */
if (isMainThread) {
  process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.on('error', () => {}).resume();
}
