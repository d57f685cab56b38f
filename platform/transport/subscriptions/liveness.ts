/** Limit on consecutive checks without a sign of life. */
const silentChecksMax = 3;

/** A connection whose other side has to send something now and then. */
export type Watched = {
  /** Whether something arrived since the last check. A paused connection counts as alive. */
  wasActive(): boolean;
  /** Called at each check without a sign of life: the moment to send a ping. */
  onSilence(): void;
  /** Called after silence for the whole time. */
  onDead(): void;
};

export type Liveness = {
  /** Returns a function that stops watching. */
  watch(connection: Watched): () => void;
};

/**
 * Detects connections that are silent for `silenceMaxMs`, with one timer for all. It counts checks instead of time, so
 * that a pause of this process is not taken for silence: sockets are always read between two checks. Zero switches it
 * off.
 */
export function createLiveness(silenceMaxMs: number): Liveness {
  const silentChecks = new Map<Watched, number>();
  let timer: NodeJS.Timeout | undefined;
  const check = () => {
    for (const [connection, before] of silentChecks) {
      const silent = connection.wasActive() ? 0 : before + 1;
      silentChecks.set(connection, silent);
      if (silent >= silentChecksMax) {
        connection.onDead();
      } else if (silent > 0) {
        connection.onSilence();
      }
    }
  };
  return {
    watch: (connection) => {
      if (silenceMaxMs === 0) {
        return () => {};
      }
      silentChecks.set(connection, 0);
      // The first check comes at any time after the last byte, so four intervals fit into the bound.
      timer ??= setInterval(check, silenceMaxMs / (silentChecksMax + 1)).unref();
      return () => {
        silentChecks.delete(connection);
        if (silentChecks.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
  };
}
