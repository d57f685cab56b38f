import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@tributary/platform/config.ts';
import {
  newServiceKey,
  trustedKeyOf,
  type ServiceKeyJwk,
  type TrustedKeyJwk,
} from '@tributary/platform/service-key.ts';
import type { KeyPlace, KeysOfService } from './key-place.ts';

/** The step after which the processes were restarted, as the operator says: the receivers, or the service itself. */
export type Restarted = 'receivers' | 'service';

export type RotationSettings = {
  place: KeyPlace;
  service: string;
  /** The words of a first key. A later key has those of the one before. Null for a service that is not known. */
  says: readonly string[] | null;
  /** The time in which receivers read the list. */
  waitSeconds: number;
  /** The time for which the former key is trusted after the switch. */
  keepSeconds: number;
  restarted: Restarted | undefined;
  /** Receives a sentence about each step. */
  tell: (line: string) => void;
};

/**
 * Rotates the key of a service, with overlap: makes the next key, publishes it, waits until receivers have read it,
 * switches, waits until nothing signed by the former key counts, and removes that. The place itself says how far a
 * rotation is. So one that was interrupted continues with its next step, and ends without beginning another one.
 */
export async function rotateKey(settings: RotationSettings): Promise<void> {
  const { place, service, tell } = settings;
  let hasBegun = false;
  for (;;) {
    const keys = await place.keysOf(service);
    const trusted = await place.trusted();
    if (keys.next !== null) {
      hasBegun = true;
      if (!(await towardsSwitch(settings, { ...keys, next: keys.next }, trusted))) {
        return;
      }
    } else if (keys.previous !== null) {
      hasBegun = true;
      if (!(await towardsRemoval(settings, { ...keys, previous: keys.previous }, trusted))) {
        return;
      }
    } else if (hasBegun) {
      tell(`Done: ${service} has the key ${keys.current?.kid ?? ''}.`);
      return;
    } else {
      const key = newServiceKey();
      // Refused before anything is written.
      entryOf(settings, key, keys, trusted);
      await place.addNext(service, key);
      tell(`Made the next key of ${service}: ${key.kid}.`);
    }
  }
}

/** Publishes the next key, or switches to it. False if the processes have to be restarted first. */
async function towardsSwitch(
  settings: RotationSettings,
  keys: KeysOfService & { next: ServiceKeyJwk },
  trusted: readonly TrustedKeyJwk[],
): Promise<boolean> {
  const { place, service, waitSeconds, restarted, tell } = settings;
  const { current, next } = keys;
  if (!trusted.some(({ kid }) => kid === next.kid)) {
    await place.writeTrusted([...trusted, entryOf(settings, next, keys, trusted)]);
    tell(`Published it in ${place.trustedName}.`);
    if (place.takesEffect === 'after a restart') {
      tell(restartOf(settings, 'receivers'));
      return false;
    }
  }
  if (place.takesEffect === 'after a restart' && restarted !== 'receivers') {
    tell(restartOf(settings, 'receivers'));
    return false;
  }
  // The first key replaces none, so nothing is refused meanwhile.
  if (current !== null) {
    const isLeft = await waitSince(await place.publishedAtMs(), waitSeconds, settings, 'receivers to read it');
    if (isLeft) {
      // The list may have changed meanwhile.
      return true;
    }
  }
  await place.switchKeys(service);
  tell(`Switched: ${service} signs with ${next.kid}.`);
  if (place.takesEffect === 'after a restart') {
    tell(restartOf(settings, 'service'));
    return false;
  }
  return true;
}

/** Removes the former key. False if the service has to be restarted first. */
async function towardsRemoval(
  settings: RotationSettings,
  { current, previous }: KeysOfService & { previous: ServiceKeyJwk },
  trusted: readonly TrustedKeyJwk[],
): Promise<boolean> {
  const { place, service, keepSeconds, restarted, tell } = settings;
  if (place.takesEffect === 'after a restart' && restarted !== 'service') {
    tell(restartOf(settings, 'service'));
    return false;
  }
  if (
    await waitSince(await place.switchedAtMs(service), keepSeconds, settings, 'signatures by the former key to end')
  ) {
    return true;
  }
  // The two are the same key if the switch was interrupted, and the next key was removed by hand.
  await place.writeTrusted(trusted.filter(({ kid }) => kid !== previous.kid || kid === current?.kid));
  await place.removePrevious(service);
  tell(`Removed the former key ${previous.kid} from ${place.trustedName}.`);
  if (place.takesEffect === 'after a restart') {
    tell('Receivers trust it until their next restart.');
  }
  return true;
}

/** Waits until so many seconds have passed since a time. True if it had to wait. */
async function waitSince(
  sinceMs: number,
  seconds: number,
  { tell }: RotationSettings,
  reason: string,
): Promise<boolean> {
  // A clock that was set back must not make it wait for longer.
  const leftMs = Math.min(sinceMs + seconds * 1_000 - Date.now(), seconds * 1_000);
  if (leftMs <= 0) {
    return false;
  }
  tell(`Waiting ${Math.ceil(leftMs / 1_000)} s for ${reason}. After an interruption the same command continues.`);
  // Timers cut fractions of a millisecond off, and may end one early.
  await sleep(Math.ceil(leftMs) + 1);
  return true;
}

/** The entry for the next key: the service says what it said before. */
function entryOf(
  { service, says }: RotationSettings,
  key: ServiceKeyJwk,
  { current }: KeysOfService,
  trusted: readonly TrustedKeyJwk[],
): TrustedKeyJwk {
  const before = trusted.find(({ kid }) => kid === current?.kid)?.says ?? says;
  if (before === null) {
    throw new StartError(`There is no service ${service} that names callers, and no key of it in the list.`);
  }
  return trustedKeyOf(key, { service, says: before });
}

function restartOf({ service }: RotationSettings, restarted: Restarted): string {
  const whom = restarted === 'receivers' ? 'the subgraphs' : service;
  return `Remains: restart ${whom}, then run the same command with \`--restarted ${restarted}\`.`;
}
