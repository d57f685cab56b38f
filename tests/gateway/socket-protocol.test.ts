import { newId } from '@tributary/domain/ids.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshNewsroom } from './open-newsroom.ts';
import { initialised, posts, rawSocket, subscribe, type Message } from './raw-socket.ts';
import { longProof } from '../support/long-proof.ts';

describe('a socket is closed with', () => {
  it.each([
    '{',
    '[]',
    '{"type":"nothing"}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","payload":{"query":"{ latest }"}}',
  ])('4400 for an invalid message: %s', async (text) => {
    const { say, closed } = await initialised(await freshNewsroom());

    say(text);

    expect((await closed).code).toBe(4400);
  });

  it('4401 for an operation before `connection_ack`', async () => {
    const { say, closed } = await rawSocket(await freshNewsroom());

    say(subscribe('1'));

    expect(await closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  it('4403 for an invalid token', async () => {
    const { say, closed } = await rawSocket(await freshNewsroom());

    say({ type: 'connection_init', payload: { authorization: 'Bearer not.a.token' } });

    expect(await closed).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  it('4406 for no subprotocol', async () => {
    const { closed } = await rawSocket(await freshNewsroom(), []);

    expect(await closed).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' });
  });

  it('4408 for silence before `connection_init`', async () => {
    const { closed } = await rawSocket(await freshNewsroom());

    expect(await closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  it('4409 for an id that is in use', async () => {
    const { say, closed } = await initialised(await freshNewsroom());

    say(subscribe('one'));
    say(subscribe('one'));

    expect(await closed).toEqual({ code: 4409, reason: 'Subscriber for one already exists' });
  });

  it('4429 for a second initialisation', async () => {
    const { say, closed } = await initialised(await freshNewsroom());

    say({ type: 'connection_init' });

    expect(await closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });
});

it('a socket is closed with 4500 for an internal fault, whose cause is not shown', async () => {
  const room = await freshNewsroom({
    headerRulesFor: () => {
      throw new Error('the password is hunter2');
    },
  });
  const { say, closed } = await initialised(room);

  say(subscribe('1'));

  expect(await closed).toEqual({ code: 4500, reason: 'Internal server error' });
});

describe('a message', () => {
  it('ping is answered by a pong with the same payload, before and after the initialisation', async () => {
    const room = await freshNewsroom();
    const early = await rawSocket(room);
    const late = await initialised(room);

    early.say({ type: 'ping' });
    late.say({ type: 'ping', payload: { at: 7 } });

    expect(await early.hears('pong')).toEqual({ type: 'pong' });
    expect(await late.hears('pong')).toEqual({ type: 'pong', payload: { at: 7 } });
  });

  it('pong has no effect', async () => {
    const { say, hears } = await initialised(await freshNewsroom());

    say({ type: 'pong', payload: {} });
    say({ type: 'ping' });

    expect(await hears('pong')).toEqual({ type: 'pong' });
  });

  it('complete ends a subscription, and its id can be used again', async () => {
    const room = await freshNewsroom();
    const { say, hears, heard } = await initialised(room);
    room.post(1);
    say(subscribe('a'));
    await hears('next', 'a');

    say({ type: 'complete', id: 'a' });
    await expect.poll(() => room.openStreams()).toBe(0);
    say(subscribe('a'));

    await expect.poll(() => heard.filter(({ type }) => type === 'next').length).toBe(2);
    expect(heard.filter(({ type }) => type === 'complete')).toEqual([]);
  });

  it('next delivers an event of any length, also with a longer length field in its frame', async () => {
    const room = await freshNewsroom();
    room.post(1);
    const { say, hears } = await initialised(room);
    const lengthOf = (message: Message) => JSON.stringify(message).length;
    const asking = (length: number) => `subscription { posted(after: "") { text(length: ${length}) } }`;
    say(subscribe('x', asking(0)));
    const around = lengthOf(await hears('next', 'x'));
    const lengths = [125, 126, 127, 65_535, 65_536, 65_537, 300_000];

    lengths.forEach((length, index) => say(subscribe(`${index}`, asking(length - around))));
    const messages = await Promise.all(lengths.map((_, index) => hears('next', `${index}`)));

    expect(messages.map(lengthOf)).toEqual(lengths);
  });

  it('complete for an unknown or ended subscription does nothing', async () => {
    const { say, hears } = await initialised(await freshNewsroom());

    say({ type: 'complete', id: 'nothing' });
    say(subscribe('a', '{ latest }'));
    await hears('complete', 'a');
    say({ type: 'complete', id: 'a' });
    say({ type: 'ping' });

    expect(await hears('pong')).toBeDefined();
  });

  it('subscribe answers a query too, and a refused operation by an error', async () => {
    const { say, hears } = await initialised(await freshNewsroom());

    say(subscribe('a', '{ latest }'));
    say(subscribe('b', '{ nothing }'));
    say(subscribe('c', '{'));

    expect(await hears('next', 'a')).toMatchObject({ payload: { data: { latest: 'c0' } } });
    expect(await hears('complete', 'a')).toBeDefined();
    expect(await hears('error', 'b')).toMatchObject({ payload: [{ message: expect.stringContaining('nothing') }] });
    expect(await hears('error', 'c')).toMatchObject({
      payload: [{ message: expect.stringContaining('Syntax Error') }],
    });
  });

  it('subscribe is refused beyond a hundred operations at once', async () => {
    const room = await freshNewsroom();
    const { say, hears, heard } = await initialised(room);

    for (let number = 0; number <= 100; number += 1) {
      say(subscribe(`s${number}`));
    }

    expect(await hears('error')).toMatchObject({ id: 's100', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    room.post(1);
    await expect.poll(() => heard.filter(({ type }) => type === 'next').length).toBe(100);
  });
});

describe('a token', () => {
  it('is renewed by a ping over the open socket, and is not sent back', async () => {
    const room = await freshNewsroom();
    const who = { userId: newId(), organizationId: newId() };
    const { say, hears, heard, socket } = await initialised(room, await room.token({ ...who, lifeSeconds: 4 }));
    const longer = await room.token(who);
    say(subscribe('a'));

    say({ type: 'ping', payload: { authorization: `Bearer ${longer}` } });
    const pong = await hears('pong');
    // The subgraph's stream, opened with the first token, is then 5 seconds old.
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, 5_000);
    await promise;
    room.post(1);

    expect(await hears('next', 'a')).toMatchObject({ payload: { data: { posted: { number: 1 } } } });
    expect(JSON.stringify(pong)).not.toContain(longer);
    expect(pong).toMatchObject({ payload: { expiresAt: expect.any(Number) } });
    expect(heard.filter(({ type }) => type === 'complete')).toEqual([]);
    expect(socket.readyState).toBe(socket.OPEN);
  });

  it('of another caller, or that is invalid, closes the socket with 4403', async () => {
    const room = await freshNewsroom();
    for (const token of [await room.token(), 'not.a.token']) {
      const { say, closed } = await initialised(room, await room.token());
      say({ type: 'ping', payload: { authorization: `Bearer ${token}` } });
      expect((await closed).code).toBe(4403);
    }
  });

  it('with other rights of its owner ends the subscriptions, with the cursor to resume after', async () => {
    const room = await freshNewsroom();
    const who = { userId: newId(), organizationId: newId() };
    const { say, hears, heard, socket } = await initialised(room, await room.token(who));
    room.post(1);
    say(subscribe('a'));
    await hears('next', 'a');

    say({ type: 'ping', payload: { authorization: `Bearer ${await room.token({ ...who, role: 'CUSTOMER' })}` } });
    await hears('complete', 'a');
    say(subscribe('b', posts, { after: 'c1' }));
    room.post(1);

    expect(heard.find(({ payload }) => JSON.stringify(payload)?.includes('VISIBILITY_CHANGED'))).toMatchObject({
      type: 'next',
      id: 'a',
      payload: { errors: [{ extensions: { code: 'VISIBILITY_CHANGED', cursor: 'c1' } }] },
    });
    expect(await hears('next', 'b')).toMatchObject({ payload: { data: { posted: { number: 2 } } } });
    expect(socket.readyState).toBe(socket.OPEN);
    expect(room.subscriptions.at(-1)?.caller.claims).toEqual({ role: 'CUSTOMER' });
  });
});

describe('a client', () => {
  const large = 'subscription ($after: String) { posted(after: $after) { number text(length: 20000) } }';
  const numbersIn = (messages: readonly Message[]) =>
    messages.flatMap(({ payload }) => /"number":(\d+)/.exec(JSON.stringify(payload) ?? '')?.[1] ?? []).map(Number);

  it('that stops reading costs no more than the events in transit, gets the cursor to resume after, and then the rest', async () => {
    const room = await freshNewsroom({ keepAliveMs: 1_000 });
    const { say, hears, heard, socket, closed } = await initialised(room);
    room.post(1);
    say(subscribe('a', large));
    await hears('next', 'a');

    socket.pause();
    room.post(2_000);
    await expect.poll(() => room.openStreams(), { timeout: 10_000 }).toBe(0);
    const made = room.subscriptions.length;
    socket.resume();
    const { code } = await closed;
    const told = heard.find(({ payload }) => JSON.stringify(payload)?.includes('SLOW_READER'));
    const before = numbersIn(heard);
    const again = await initialised(room);
    again.say(subscribe('b', large, { after: `c${before.at(-1)}` }));
    await expect.poll(() => numbersIn(again.heard).at(-1), { timeout: 10_000 }).toBe(2_001);

    expect(code).toBe(4411);
    expect(made).toBeGreaterThan(0);
    expect(told).toMatchObject({ payload: { errors: [{ extensions: { cursor: `c${before.at(-1)}` } }] } });
    expect(before.length).toBeLessThan(1_500);
    expect([...before, ...numbersIn(again.heard)]).toEqual(Array.from({ length: 2_001 }, (_, index) => index + 1));
  });

  it('that reads slowly gets all events in order, under its own id, and delays no other client', async () => {
    const room = await freshNewsroom();
    const token = await room.token();
    const slow = await initialised(room, token);
    const fast = await initialised(room, token);
    const short = 'subscription ($after: String) { posted(after: $after) { number text(length: 1000) } }';
    slow.say(subscribe('a', short));
    fast.say(subscribe('b', short));
    room.post(1);
    await Promise.all([slow.hears('next'), fast.hears('next')]);

    slow.socket.pause();
    // Some events at a time. Both clients get the same frames until one takes only a part of them, and those must then
    // stay unchanged.
    const last = 15_001;
    for (let count = 50; count < last; count += 50) {
      room.post(50);
      await expect.poll(() => fast.heard.length, { interval: 1 }).toBe(count + 2);
    }
    const slowBehind = last - numbersIn(slow.heard).length;
    slow.socket.resume();
    await expect.poll(() => numbersIn(slow.heard).length, { timeout: 20_000 }).toBe(last);

    expect(slowBehind).toBeGreaterThan(0);
    expect(numbersIn(slow.heard)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    expect(slow.heard.filter(({ type }) => type === 'complete')).toEqual([]);
    const idsIn = (messages: readonly Message[]) => new Set(messages.flatMap(({ id }) => id ?? []));
    expect([idsIn(slow.heard), idsIn(fast.heard)]).toEqual([new Set(['a']), new Set(['b'])]);
  });

  longProof('that reads slowly is not disconnected for a late pong', async () => {
    const room = await freshNewsroom({ keepAliveMs: 2_000 });
    const { say, heard, socket } = await initialised(room);
    socket.on('message', () => socket.pause());
    const reading = setInterval(() => socket.resume(), 40);
    onTestFinished(() => clearInterval(reading));
    say(subscribe('a', large));
    room.post(600);

    await expect.poll(() => numbersIn(heard).length, { timeout: 25_000, interval: 200 }).toBe(600);

    expect(socket.readyState).toBe(socket.OPEN);
    expect(heard.filter(({ type }) => type === 'complete')).toEqual([]);
  });

  it('receives pings with its interrupted subscriptions', async () => {
    const room = await freshNewsroom({ overHttp: true });
    const { say, hears } = await initialised(room);
    room.post(1);
    say(subscribe('a'));
    await hears('next', 'a');

    await room.takeAway();

    expect(await hears('ping')).toMatchObject({ payload: { resuming: ['a'] } });
  });

  longProof('is not delayed by thousands of subscriptions without events, and costs them nothing', async () => {
    const room = await freshNewsroom();
    const idleQuery = 'subscription ($by: ID) { posted(by: $by) { number } }';
    const idle: Awaited<ReturnType<typeof initialised>>[] = [];
    const crowd = 100;
    while (idle.length < 3_000) {
      idle.push(...(await Promise.all(Array.from({ length: crowd }, () => initialised(room)))));
      idle.slice(-crowd).forEach(({ say }, index) => say(subscribe('idle', idleQuery, { by: `nobody ${index % 10}` })));
    }
    const hot = await initialised(room);
    hot.say(subscribe('hot'));
    await expect.poll(() => room.openStreams(), { timeout: 10_000 }).toBeGreaterThan(10);
    const asked = room.asked();

    const count = 2_000;
    for (let number = 0; number < count; number += 1) {
      room.post(1);
    }
    await expect.poll(() => numbersIn(hot.heard).length, { timeout: 20_000 }).toBe(count);

    expect(numbersIn(hot.heard)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(idle.filter(({ heard }) => heard.length > 1)).toEqual([]);
    expect(room.asked()).toBe(asked);
  });

  it('that connects fifty thousand times leaves nothing behind', async () => {
    const room = await freshNewsroom();
    const { say, hears } = await initialised(room);
    room.post(1);
    say(subscribe('stays', posts, { after: 'c0' }));
    await hears('next', 'stays');
    const open = async () =>
      Number(/^tributary_gateway_subscriptions (\d+)$/m.exec(await (await fetch(`${room.url}/metrics`)).text())?.[1]);

    for (let round = 0; round < 510; round += 1) {
      for (let number = 0; number < 99; number += 1) {
        say(subscribe(`${round}-${number}`, posts, { after: number % 2 === 0 ? 'c1' : '' }));
        say({ type: 'complete', id: `${round}-${number}` });
      }
    }
    say(subscribe('last', '{ latest }'));
    await hears('complete', 'last');

    expect(await open()).toBe(1);
    await expect.poll(() => room.openStreams()).toBe(1);
    say({ type: 'complete', id: 'stays' });
    await expect.poll(open).toBe(0);
    await expect.poll(() => room.openStreams()).toBe(0);
  });
});
