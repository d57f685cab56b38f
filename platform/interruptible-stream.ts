/**
 * A stream whose reader may leave at any moment. `return()` resolves a pending `next` at once, and calls `close`, which
 * closes the source. (`return()` of an `async function*` would first wait for its pending await.) `close` is called
 * once, however the stream ends.
 */
export function interruptibleStream<Value>(
  next: () => Promise<IteratorResult<Value, void>>,
  close: () => void,
): AsyncIterableIterator<Value, void, void> {
  const end: IteratorReturnResult<void> = { done: true, value: undefined };
  const waiting = new Set<(step: IteratorResult<Value, void>) => void>();
  let hasEnded = false;
  const finish = () => {
    if (!hasEnded) {
      hasEnded = true;
      close();
    }
  };
  const stream: AsyncIterableIterator<Value, void, void> = {
    next: () => {
      if (hasEnded) {
        return Promise.resolve(end);
      }
      // A new promise for each step. One promise for the whole stream would retain all its reactions for as long as it
      // lives.
      const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Value, void>>();
      waiting.add(resolve);
      next().then(
        (step) => {
          waiting.delete(resolve);
          if (step.done === true) {
            finish();
          }
          resolve(step);
        },
        (error: unknown) => {
          waiting.delete(resolve);
          finish();
          reject(error);
        },
      );
      return promise;
    },
    return: () => {
      finish();
      waiting.forEach((answer) => answer(end));
      return Promise.resolve(end);
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
