/** How many looks in a row may find that nothing was heard. */
const silentLooksMax = 3;

/** A connection whose other side has to say something now and then. */
export type Watched = {
  /** Whether something was heard since the last look. A connection that is not read at the moment counts as heard. */
  hasSpoken(): boolean;
  /** Called at each look that finds nothing: the moment to ask whether somebody is there. */
  onSilence(): void;
  /** Called when nothing was heard for the whole time. */
  onDead(): void;
  /** Called at every look. */
  onLook?(): void;
};

export type Liveness = {
  /** Returns how to stop. */
  watch(connection: Watched): () => void;
};

/**
 * Notices connections whose other side is silent for `silenceMaxMs`, with one timer for all. Looks are counted and not
 * time, so that a pause of this process cannot be taken for silence: between two looks sockets are always read. Zero
 * switches it off.
 */
export function createLiveness(silenceMaxMs: number): Liveness {
  const silentLooks = new Map<Watched, number>();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    for (const [connection, before] of silentLooks) {
      const silent = connection.hasSpoken() ? 0 : before + 1;
      silentLooks.set(connection, silent);
      connection.onLook?.();
      if (silent >= silentLooksMax) {
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
      silentLooks.set(connection, 0);
      // The first look comes at any time after the last byte: so four of them are within the bound.
      timer ??= setInterval(look, silenceMaxMs / (silentLooksMax + 1)).unref();
      return () => {
        silentLooks.delete(connection);
        if (silentLooks.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
  };
}
