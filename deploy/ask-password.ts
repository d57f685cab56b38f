import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartError } from '@tributary/platform/config.ts';

/** Asks for a new password on the terminal, twice, and shows nothing of it. */
export async function askPassword(): Promise<string> {
  // As a terminal, so that nothing is echoed before it gets here; and what readline would show goes nowhere.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  const gaveUp = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new StartError('No password was given, and so nothing was made.')));
  });
  const ask = async (prompt: string): Promise<string> => {
    process.stderr.write(prompt);
    try {
      return await Promise.race([lines.question(''), gaveUp]);
    } finally {
      process.stderr.write('\n');
    }
  };
  try {
    const password = await ask('Password of the operator: ');
    if ((await ask('The same once more: ')) !== password) {
      throw new StartError('The two passwords differ. Try again.');
    }
    return password;
  } finally {
    lines.close();
  }
}
