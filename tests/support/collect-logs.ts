import { createLogger, type Logger } from '@tributary/platform/logging.ts';
import { z } from 'zod';

const lineShape = z.looseObject({ msg: z.string(), requestId: z.string().optional() });
export type LogLine = z.output<typeof lineShape>;

/** A logger that keeps its lines for inspection, as objects and as the text written. */
export function collectLogs(): { log: Logger; lines: LogLine[]; text: () => string } {
  const texts: string[] = [];
  const lines: LogLine[] = [];
  const write = (text: string) => {
    texts.push(text);
    lines.push(lineShape.parse(JSON.parse(text)));
  };
  return { log: createLogger({ name: 'test', level: 'info', stream: { write } }), lines, text: () => texts.join('') };
}
