/** A timer later than this means that the process was paused. */
const lateMs = 100;

/**
 * A timeout that calls back only after the sockets were read. After a pause, a process runs its timers first, while the
 * data that arrived meanwhile is still unread. After a pause the other side also gets the duration of the pause as
 * extra time. Returns a function that cancels.
 */
export function fairTimeout(callback: () => void, ms: number): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const due = performance.now() + ms;
  // An immediate runs after the poll phase, in which sockets are read.
  const checkAgain = () => {
    immediate = setImmediate(callback);
  };
  let timer = setTimeout(() => {
    const late = performance.now() - due;
    if (late < lateMs) {
      checkAgain();
    } else {
      timer = setTimeout(checkAgain, Math.min(late, ms));
    }
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
