/**
 * Measures the longest turn of the event loop until it is read, in milliseconds of CPU time of this thread. Unlike
 * `monitorEventLoopDelay` it does not count the time in which other processes have the processor.
 */
export function watchTurns(): { longestMs(): number } {
  let last = cpuMs();
  let longest = 0;
  const measure = () => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(measure, 1);
  return {
    longestMs: () => {
      clearInterval(timer);
      measure();
      return longest;
    },
  };
}

/** The CPU time of this thread so far, in milliseconds. Unlike the clock it stands still while the machine is busy. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
