/** From which lateness on a timer says that the process was paused. */
const lateMs = 100;

/**
 * Calls back after a time, like setTimeout, but only after the sockets were read. A process that was paused runs its
 * timers first, and what arrived meanwhile is still in its sockets; after a pause the other side also gets as much time
 * again as the pause took. Returns how to cancel.
 */
export function fairTimeout(callback: () => void, ms: number): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const due = performance.now() + ms;
  // An immediate runs after the poll phase, in which sockets are read.
  const lookOnceMore = () => {
    immediate = setImmediate(callback);
  };
  let timer = setTimeout(() => {
    const late = performance.now() - due;
    if (late < lateMs) {
      lookOnceMore();
    } else {
      timer = setTimeout(lookOnceMore, Math.min(late, ms));
    }
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
