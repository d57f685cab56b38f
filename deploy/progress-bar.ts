import type { WriteStream } from 'node:tty';

const width = 24;
/** Interval between updates: a terminal is redrawn often, other outputs get a line now and then. */
const everyMs = { terminal: 100, elsewhere: 5_000 };

export type ProgressBar = {
  /** Updates the bar: the amount done of the total, and a note to add. */
  show(done: number, note?: string): void;
  /** Shows the last state, and ends the line. */
  end(): void;
};

/** Shows the progress of long work on the terminal, or writes a line now and then where there is no terminal. */
export function createProgressBar({
  total,
  rateUnit,
  rated = (done) => done,
  stream = process.stderr,
}: {
  total: number;
  /** Unit of the rate, such as `rows`. */
  rateUnit: string;
  /** Number of those units, if it differs from the amount done. */
  rated?: (done: number) => number;
  stream?: Pick<WriteStream, 'write' | 'isTTY'>;
}): ProgressBar {
  const start = performance.now();
  let shownAt = Number.NEGATIVE_INFINITY;
  let latest: string | null = null;

  const draw = (line: string) => stream.write(stream.isTTY ? `\r\u001B[2K${line}` : `${line}\n`);
  return {
    show: (done, note = '') => {
      const now = performance.now();
      const seconds = (now - start) / 1000;
      const part = total === 0 ? 1 : Math.min(1, done / total);
      const left = part === 0 ? '' : `, ${Math.ceil((seconds / part) * (1 - part))} s left`;
      const rate = Math.round(rated(done) / Math.max(seconds, 0.001));
      const filled = Math.round(part * width);
      latest = `[${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${Math.floor(part * 100)} %, ${rate.toLocaleString('en')} ${rateUnit}/s${left}${note}`;
      if (now - shownAt >= (stream.isTTY ? everyMs.terminal : everyMs.elsewhere)) {
        shownAt = now;
        draw(latest);
        latest = null;
      }
    },
    end: () => {
      if (latest !== null) {
        draw(latest);
      }
      if (stream.isTTY) {
        stream.write('\n');
      }
    },
  };
}
