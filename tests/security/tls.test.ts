import { once } from 'node:events';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask1, ask2, http2Session, secureNewsroom, streamOf } from '../gateway/secure-newsroom.ts';
import { collectLogs } from '../support/collect-logs.ts';

type Room = Awaited<ReturnType<typeof secureNewsroom>>;

/** A handshake with the gateway. Rejects if it fails. */
async function shakeHands({ url, authority }: Room, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), ca: authority.cert, ...options });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** The serial number of the certificate that a new connection gets. */
async function serialNumber(room: Room): Promise<string> {
  return (await shakeHands(room, {})).getPeerCertificate().serialNumber;
}

describe('a gateway with TLS', () => {
  it('prefers TLS 1.3, takes 1.2 with forward secrecy, and refuses what is older or weaker', async () => {
    const room = await secureNewsroom();
    const weak = 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0';

    expect((await shakeHands(room, {})).getProtocol()).toBe('TLSv1.3');
    const older = await shakeHands(room, { maxVersion: 'TLSv1.2' });
    expect(older.getCipher().name).toMatch(/^ECDHE-ECDSA-(?:AES|CHACHA)/);
    for (const version of ['TLSv1', 'TLSv1.1'] as const) {
      const handshake = shakeHands(room, { minVersion: version, maxVersion: version, ciphers: weak });
      await expect(handshake).rejects.toThrow(/alert protocol version/);
    }
    const cbc = shakeHands(room, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' });
    await expect(cbc).rejects.toThrow(/alert handshake failure/);
  });

  it('gives a client without TLS nothing', async () => {
    const room = await secureNewsroom();

    await expect(fetch(room.url.replace('https', 'http'))).rejects.toThrow('fetch failed');
    expect((await ask1(room, { path: '/health/live' })).status).toBe(200);
  });

  it('takes a renewed certificate for new connections, while streams on old ones go on', async () => {
    const room = await secureNewsroom();
    const session = http2Session(room);
    const stream = streamOf(session, {
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { posted(after: "") { number } }' }),
    });
    let read = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      read += chunk;
    });
    room.post();
    await expect.poll(() => read).toContain('"number":1');
    const before = await serialNumber(room);

    room.files.replace(await room.authority.issue());
    await expect.poll(() => serialNumber(room)).not.toBe(before);
    room.post();

    await expect.poll(() => read).toContain('"number":2');
    expect((await ask2(session, { path: '/health/live' })).status).toBe(200);
    // The new context is as strict as the first one.
    const old = shakeHands(room, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' });
    await expect(old).rejects.toThrow(/alert protocol version/);
  });

  it('keeps its certificate while the new one is expired', async () => {
    const { log, lines } = collectLogs();
    const room = await secureNewsroom({ log });
    const before = await serialNumber(room);

    room.files.replace(await room.authority.issue({ until: new Date(Date.now() - 60_000) }));
    await expect
      .poll(() => JSON.stringify(lines))
      .toMatch(/a new certificate cannot be used; the one before stays.+expired at 20/);

    expect(await serialNumber(room)).toBe(before);
  });
});
