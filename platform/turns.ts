/** The time of long work in one turn of the event loop, in milliseconds. The last piece of a turn may exceed it. */
const turnMs = 5;

const waiting: (() => void)[] = [];

/**
 * Does work that takes milliseconds in one of the next turns of the event loop. However many pieces wait, a turn does
 * only a few, so that short work runs between them. Resolves to the result of the work, or rejects with its error.
 */
export function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
  const begin = async () => work();
  return new Promise((resolve) => {
    waiting.push(() => resolve(begin()));
    if (waiting.length === 1) {
      setImmediate(takeTurn);
    }
  });
}

function takeTurn(): void {
  const end = performance.now() + turnMs;
  let done = 0;
  do {
    waiting[done]?.();
    done += 1;
  } while (done < waiting.length && performance.now() < end);
  waiting.splice(0, done);
  if (waiting.length > 0) {
    setImmediate(takeTurn);
  }
}
