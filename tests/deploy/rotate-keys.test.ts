import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { keyFileIn, openKeyFolder, trustedFileIn } from '@tributary/deploy/keys/key-folder.ts';
import type { KeyPlace } from '@tributary/deploy/keys/key-place.ts';
import { keySetting, openKeySettings } from '@tributary/deploy/keys/key-settings.ts';
import { rotateKey, type RotationSettings } from '@tributary/deploy/keys/rotate-key.ts';
import { openServiceKeys } from '@tributary/deploy/service-keys.ts';
import { StartError } from '@tributary/platform/config.ts';
import { makeServiceKeys } from '@tributary/platform/made-service-keys.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { beforeEach, describe, expect, it } from 'vitest';

let folder: string;
let told: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-rotation-'));
  told = [];
  return () => rm(folder, { recursive: true, force: true });
});

const rotate = (place: KeyPlace, settings: Partial<RotationSettings> = {}) =>
  rotateKey({
    place,
    service: 'gateway',
    says: ['callers'],
    waitSeconds: 0,
    keepSeconds: 0,
    restarted: undefined,
    tell: (line) => told.push(line),
    ...settings,
  });

/** The kids of a place by role, and those of the list. */
async function stateOf(place: KeyPlace, service = 'gateway') {
  const { current, next, previous } = await place.keysOf(service);
  const trusted = (await place.trusted()).filter((key) => key.service === service).map(({ kid }) => kid);
  return { current: current?.kid, next: next?.kid, previous: previous?.kid, trusted };
}

/** A place that calls back before and after each change. */
function watched(place: KeyPlace, after: () => unknown, before: () => unknown = () => {}): KeyPlace {
  const watching =
    <Args extends unknown[]>(work: (...args: Args) => Promise<void>) =>
    async (...args: Args) => {
      before();
      await work(...args);
      await after();
    };
  return {
    ...place,
    writeTrusted: watching(place.writeTrusted),
    addNext: watching(place.addNext),
    switchKeys: watching(place.switchKeys),
    removePrevious: watching(place.removePrevious),
  };
}

/** A place whose process dies before or after one of its changes. */
function dyingAt(place: KeyPlace, change: number, isDone: boolean): KeyPlace {
  let changes = 0;
  const dieAt = (isNow: boolean) => {
    if (changes === change && isNow) {
      throw new Error('killed');
    }
  };
  return watched(
    place,
    () => dieAt(true),
    () => {
      changes += 1;
      dieAt(!isDone);
    },
  );
}

describe('in a folder', () => {
  it('the first rotation of a service makes its key', async () => {
    const place = openKeyFolder(folder);

    await rotate(place, { waitSeconds: 3_600 });
    await rotate(place, { service: 'accounts', says: ['service', 'forwarded'], waitSeconds: 3_600 });

    const { current, trusted, ...others } = await stateOf(place);
    expect(trusted).toEqual([current]);
    expect(others).toEqual({ next: undefined, previous: undefined });
    expect(await place.trusted()).toMatchObject([
      { service: 'gateway', says: ['callers'] },
      { service: 'accounts', says: ['service', 'forwarded'] },
    ]);
    expect((await stat(keyFileIn(folder, 'gateway'))).mode & 0o777).toBe(0o600);
    expect(await readFile(trustedFileIn(folder), 'utf8')).not.toContain('"d"');
  });

  it('a rotation replaces the key, which goes on saying what it said, and keeps other keys', async () => {
    const place = openKeyFolder(folder);
    await rotate(place);
    await rotate(place, { service: 'accounts', says: ['service'] });
    const others = await stateOf(place, 'accounts');
    const before = await stateOf(place);

    await rotate(place, { says: ['anything'] });

    const after = await stateOf(place);
    expect(after).toEqual({ ...before, current: after.current, trusted: [after.current] });
    expect(after.current).not.toBe(before.current);
    expect(await place.trusted()).toContainEqual(expect.objectContaining({ kid: after.current, says: ['callers'] }));
    expect(await stateOf(place, 'accounts')).toEqual(others);
    expect(told.at(-1)).toBe(`Done: gateway has the key ${after.current}.`);
  });

  // Nothing of a rotation is left after its last change.
  const deaths = [1, 2, 3, 4].flatMap((change) => [[change, true] as const, [change, false] as const]);
  it.each([...deaths, [5, false] as const])(
    'a rotation that dies at its change %i (done: %s) continues, and trusts the key that signs at each moment',
    async (change, isDone) => {
      const place = openKeyFolder(folder);
      await rotate(place);
      const before = await stateOf(place);

      await expect(rotate(dyingAt(place, change, isDone))).rejects.toThrow('killed');
      const between = await stateOf(place);
      await rotate(place);

      const after = await stateOf(place);
      expect(between.trusted).toContain(between.current);
      expect(after).toEqual({ ...before, current: after.current, trusted: [after.current] });
      expect([between.current, between.next]).toContain(change === 1 && !isDone ? before.current : after.current);
    },
  );

  it('waits until receivers have read the next key, and again for signatures by the former one', async () => {
    const place = openKeyFolder(folder);
    await rotate(place);
    const before = await stateOf(place);

    const changes: { state: string; publishedAt: number; switchedAt: number }[] = [];
    await rotate(
      watched(place, async () => {
        const { current, trusted } = await stateOf(place);
        const state = `${current === before.current ? 'former' : 'next'} of ${trusted.length}`;
        changes.push({
          state,
          publishedAt: await place.publishedAtMs(),
          switchedAt: await place.switchedAtMs('gateway'),
        });
      }),
      { waitSeconds: 1, keepSeconds: 1 },
    );

    const [, published, switched, removed] = changes;
    expect(changes.map(({ state }) => state)).toEqual([
      'former of 1',
      'former of 2',
      'next of 2',
      'next of 1',
      'next of 1',
    ]);
    // The times of files are a few milliseconds behind.
    expect(Number(switched?.switchedAt) - Number(published?.publishedAt)).toBeGreaterThan(980);
    expect(Number(removed?.publishedAt) - Number(switched?.switchedAt)).toBeGreaterThan(980);
    expect(told.filter((line) => line.startsWith('Waiting 1 s'))).toHaveLength(2);
  });

  it('refuses a service without a key that nobody knows, before it writes anything', async () => {
    const place = openKeyFolder(join(folder, 'new'));

    await expect(rotate(place, { service: 'nobody', says: null })).rejects.toThrow('There is no service nobody');
    await expect(stat(join(folder, 'new'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['a private key', keyFileIn, 'holds no private service key'],
    ['the list', trustedFileIn, 'is no list of trusted keys'],
  ])('stops at a broken file with %s, and quotes nothing of it', async (_file, fileIn, message) => {
    const place = openKeyFolder(folder);
    await rotate(place);
    await writeFile(fileIn(folder, 'gateway'), '{"d":"hunter2"');

    const failure = await rotate(place).catch(String);

    expect(failure).toContain(message);
    expect(failure).not.toContain('hunter2');
  });
});

describe('in a file of settings', () => {
  const fresh = async () => {
    const file = join(folder, '.env');
    const { privateKeys, trusted } = makeServiceKeys(speakingServices);
    const lines = Object.entries(privateKeys).map(([name, key]) => `${keySetting(name)}='${JSON.stringify(key)}'`);
    await writeFile(file, ['PORT=4100', ...lines, `TRUSTED_KEYS='${JSON.stringify(trusted)}'`, ''].join('\n'));
    return { file, place: await openKeySettings(file) };
  };

  it('each step waits for a restart, which has to be confirmed', async () => {
    const { file, place } = await fresh();
    const before = await stateOf(place);

    await rotate(place);
    await rotate(place);
    const published = await stateOf(place);
    await rotate(place, { restarted: 'service' });
    expect(await stateOf(place)).toEqual(published);
    await rotate(place, { restarted: 'receivers' });
    await rotate(place, { restarted: 'receivers' });
    const switched = await stateOf(place);
    await rotate(place, { restarted: 'service' });
    const after = await stateOf(place);

    expect(published).toEqual({ ...before, next: after.current, trusted: [before.current, after.current] });
    expect(switched).toEqual({ ...published, current: after.current, next: undefined, previous: before.current });
    expect(after).toEqual({ ...before, current: after.current, trusted: [after.current] });
    expect(told[2]).toContain('restart the subgraphs, then run the same command with `--restarted receivers`');
    const text = await readFile(file, 'utf8');
    expect(new Set(Object.keys(parseEnv(text)))).toEqual(
      new Set(['PORT', 'SERVICE_KEY_GATEWAY', 'SERVICE_KEY_ACCOUNTS', 'TRUSTED_KEYS']),
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('says how to make the file that is missing', async () => {
    await expect(openKeySettings(join(folder, '.env'))).rejects.toThrow('Make it with `npx -y pnpm@12.21.0 secrets`');
  });
});

describe('the settings of each service', () => {
  it('hold new keys, or the files of a folder, and no key that it does not need', async () => {
    const place = openKeyFolder(folder);
    for (const [service, says] of Object.entries(speakingServices)) {
      await rotate(place, { service, says });
    }

    const [byValue, byFile] = [await openServiceKeys(undefined), await openServiceKeys(folder)];

    const names = ['gateway', 'accounts', 'users', 'ledger'] as const;
    expect(names.map((name) => Object.keys(byValue(name)))).toEqual([
      ['SERVICE_KEY'],
      ['SERVICE_KEY', 'TRUSTED_KEYS'],
      ['TRUSTED_KEYS'],
      ['TRUSTED_KEYS'],
    ]);
    expect(names.map((name) => byFile(name))).toEqual([
      { SERVICE_KEY_FILE: keyFileIn(folder, 'gateway') },
      { SERVICE_KEY_FILE: keyFileIn(folder, 'accounts'), TRUSTED_KEYS_FILE: trustedFileIn(folder) },
      { TRUSTED_KEYS_FILE: trustedFileIn(folder) },
      { TRUSTED_KEYS_FILE: trustedFileIn(folder) },
    ]);
    expect(names.map((name) => byValue(name)['TRUSTED_KEYS'] ?? '').join()).not.toContain('"d"');
  });

  it('name the key that a folder lacks', async () => {
    const opening = openServiceKeys(folder);

    await expect(opening).rejects.toBeInstanceOf(StartError);
    await expect(opening).rejects.toThrow(`keys:rotate gateway --folder ${folder}`);
  });
});
