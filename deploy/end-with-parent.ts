/**
 * Loaded by `startService` before a service. Standard input is a pipe to which nobody writes. Its end means that the
 * parent has ended in some way, and a service that nobody can stop any more must not keep its port.
 */
process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => {}).resume();
