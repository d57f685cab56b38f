/**
 * Loaded before a service by `startService`. Its standard input is a pipe that nobody writes to: that it ends means
 * that the parent is gone, however it went, and a service that nobody can stop any more must not keep its port.
 */
process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => {}).resume();
