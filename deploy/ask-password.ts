import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartError } from '@tributary/platform/config.ts';

/** Asks twice for a new password on the terminal, without echo. */
export async function askPassword(): Promise<string> {
  // Raw input, so that the terminal does not echo it. The output of readline is discarded.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  const gaveUp = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new StartError('No password was given. Nothing was created.')));
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
    if ((await ask('Repeat the password: ')) !== password) {
      throw new StartError('The two passwords differ. Try again.');
    }
    return password;
  } finally {
    lines.close();
  }
}
