import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The bytes with which PostgreSQL reports a committed transaction. */
export const commitOfTransaction = Buffer.from('COMMIT\0');
/**
 * A row of one column with the value true: the answer of a prepared batch, a statement that is a transaction of its
 * own.
 */
export const commitOfPrepared = Buffer.from([0x44, 0, 0, 0, 11, 0, 1, 0, 0, 0, 1, 0x74]);

/** A proxy to the database that can be cut or blocked just when a certain answer passes. */
export async function openWayToDatabase(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let awaited: { answer: Buffer; onAnswer: (client: Socket) => void } | null = null;
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    let isStoppedUp = false;
    upstream.on('data', (bytes: Buffer) => {
      if (awaited !== null && bytes.includes(awaited.answer)) {
        const { onAnswer } = awaited;
        awaited = null;
        isStoppedUp = true;
        onAnswer(client);
      } else if (!isStoppedUp) {
        client.write(bytes);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the proxy of the database has no port');
  }
  const url = new URL(databaseUrl);
  url.port = String(address.port);
  return {
    url: url.href,
    /** Cuts the connection instead of passing the next such answer on. */
    cutNext: (answer: Buffer) => {
      awaited = {
        answer,
        onAnswer: (client) => {
          cuts += 1;
          client.destroy();
        },
      };
    },
    cuts: () => cuts,
    /**
     * Holds back the next such answer and all later ones of its connection. Fulfilled once the database has sent it.
     */
    holdBackNext: (answer: Buffer): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      awaited = { answer, onAnswer: () => resolve() };
      return promise;
    },
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
