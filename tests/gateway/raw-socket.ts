import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Newsroom } from './open-newsroom.ts';

const messageShape = z.looseObject({ type: z.string(), id: z.string().optional(), payload: z.unknown().optional() });
export type Message = z.infer<typeof messageShape>;

/** A socket that sends the messages of the test, and records received ones. */
export async function rawSocket({ url }: Pick<Newsroom, 'url'>, protocols: string[] = ['graphql-transport-ws']) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocols);
  onTestFinished(() => socket.terminate());
  const heard: Message[] = [];
  const waiting: { wants: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];
  const { promise: closed, resolve: close } = Promise.withResolvers<{ code: number; reason: string }>();
  socket.on('message', (data: Buffer) => {
    const message = messageShape.parse(JSON.parse(data.toString()));
    heard.push(message);
    for (const one of waiting.filter(({ wants }) => wants(message))) {
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(message);
    }
  });
  socket.on('close', (code, reason) => close({ code, reason: reason.toString() }));
  socket.on('error', () => {});
  await new Promise((resolve) => {
    socket.once('open', resolve);
    socket.once('close', resolve);
  });
  return {
    socket,
    heard,
    closed,
    say: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    /** The first message of that type, received already or yet to come. */
    hears: (type: string, id?: string): Promise<Message> => {
      const wants = (message: Message) => message.type === type && (id === undefined || message.id === id);
      const known = heard.find(wants);
      if (known !== undefined) {
        return Promise.resolve(known);
      }
      const { promise, resolve } = Promise.withResolvers<Message>();
      waiting.push({ wants, resolve });
      return promise;
    },
  };
}

/** The same after the handshake: with this token, or without one. */
export async function initialised(room: Newsroom, token?: string) {
  const socket = await rawSocket(room);
  socket.say({
    type: 'connection_init',
    ...(token === undefined ? {} : { payload: { authorization: `Bearer ${token}` } }),
  });
  await socket.hears('connection_ack');
  return socket;
}

export const posts = 'subscription ($after: String) { posted(after: $after) { number } }';
export const subscribe = (id: string, query = posts, variables: object = { after: '' }) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
});
