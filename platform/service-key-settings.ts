import { z } from 'zod';
import { createCallerSigner, type CallerSigner } from './caller-signer.ts';
import { createTrust, type Trust } from './caller-verifier.ts';
import { secret, StartError } from './config.ts';
import { acceptFormerSignatures, type CallerTranslator } from './former-signatures.ts';
import { KeySource, type KeyLocation, type KeyTiming } from './key-source.ts';
import type { Logger } from './logging.ts';
import { parseServiceKey } from './service-key.ts';
import { parseTrustedKeys, type SpeakingRules } from './trusted-keys.ts';

/** Settings of a service that signs callers for others. One of the two is needed. */
export const signerSettings = {
  SERVICE_KEY: z.string().optional().meta({
    description:
      'Private key that signs the callers in requests to subgraphs, an Ed25519 JWK. SERVICE_KEY_FILE names a file with it instead',
    pitfall: 'A key that is not among the trusted keys of the subgraphs has every request refused.',
  }),
  SERVICE_KEY_FILE: z.string().optional().meta({
    description:
      'File with the private key that signs the callers in requests to subgraphs. It is read again every 5 s',
    example: '/run/secrets/service-key.json',
    pitfall: 'Make it readable by this process alone: who has it can name any caller that the key may name.',
  }),
};

/** Settings of a service that receives callers. One of the first two is needed. */
export const trustSettings = {
  TRUSTED_KEYS: z.string().optional().meta({
    description:
      'Public keys of the services that may name callers, a JWKS with `service` and `says` in each key. TRUSTED_KEYS_FILE names a file with them instead',
    pitfall: 'Requests by any other key are refused with `UNAUTHENTICATED`.',
  }),
  TRUSTED_KEYS_FILE: z.string().optional().meta({
    description:
      'File with the public keys of the services that may name callers. It is read again every 5 s; while it is missing or invalid the last keys count',
    example: '/etc/tributary/trusted.json',
    pitfall: 'Who can write it can act as anybody.',
  }),
  VIEWER_SECRET: secret.optional().meta({
    description:
      'Deprecated. The secret with which services of the version before sign callers; 32 characters or more. Set it while such services run, and remove it after the update',
    pitfall: 'While it is set, who knows it can name any caller at every subgraph.',
  }),
};

type SignerConfig = { SERVICE_KEY?: string | undefined; SERVICE_KEY_FILE?: string | undefined };
type TrustConfig = {
  TRUSTED_KEYS?: string | undefined;
  TRUSTED_KEYS_FILE?: string | undefined;
  VIEWER_SECRET?: string | undefined;
};

/** Files are read again soon also after a failure, and the last keys stay: no keys would stop all work. */
const fileTiming: Partial<KeyTiming> = { retryMs: { first: 1_000, longest: 5_000 }, keepMs: Infinity };

/** The rules of a composition for callers that services name. */
export type CallerRules = {
  speaking: SpeakingRules;
  /** Translates the signed content of earlier versions. */
  translate: CallerTranslator;
};

/** The signer of a service by its settings, and the function that stops reading the file. */
export type OpenSigner = { signer: CallerSigner; close(): void };

/**
 * Opens the signer of a service. Null if no setting names a key. Throws StartError if both do, or if there is no valid
 * key.
 */
export async function openSigner(
  { SERVICE_KEY, SERVICE_KEY_FILE }: SignerConfig,
  { service, log, timing }: { service: string; log: Logger; timing?: Partial<KeyTiming> },
): Promise<OpenSigner | null> {
  const place = placeOf({ SERVICE_KEY, SERVICE_KEY_FILE });
  if (place === null) {
    return null;
  }
  const source = new KeySource({
    owner: `the service ${service}`,
    location: place.location,
    timing: { ...fileTiming, ...timing },
    parse: (document) => [parseServiceKey(document)],
    withoutKeys: 'it cannot sign callers',
    log,
  });
  await loadedFrom(source, place.setting);
  const key = () => {
    const [current] = source.keys;
    if (current === undefined) {
      throw new Error(`${service} has no key to sign callers with`);
    }
    return current;
  };
  return { signer: createCallerSigner({ service, key }), close: () => source.close() };
}

/** Opens the trust of a receiver in services. Throws StartError unless just one setting names valid keys. */
export async function openTrust(
  { TRUSTED_KEYS, TRUSTED_KEYS_FILE, VIEWER_SECRET }: TrustConfig,
  { speaking, translate }: CallerRules,
  { log, timing }: { log: Logger; timing?: Partial<KeyTiming> },
): Promise<{ trust: Trust; close(): void }> {
  const place = placeOf({ TRUSTED_KEYS, TRUSTED_KEYS_FILE });
  if (place === null) {
    throw new StartError(
      'Set TRUSTED_KEYS or TRUSTED_KEYS_FILE: the public keys of the services that may name callers.',
    );
  }
  if (VIEWER_SECRET !== undefined) {
    log.warn(
      'VIEWER_SECRET is set, so signatures of the version before count. Remove it when no service of that version runs',
    );
  }
  const trusted = new KeySource({
    owner: 'the trusted services',
    location: place.location,
    timing: { ...fileTiming, ...timing },
    parse: (document) => parseTrustedKeys(document, speaking),
    withoutKeys: 'every request is refused',
    log,
  });
  await loadedFrom(trusted, place.setting);
  const former = VIEWER_SECRET === undefined ? null : acceptFormerSignatures(VIEWER_SECRET, translate);
  return { trust: createTrust({ trusted, rules: speaking, former, log }), close: () => trusted.close() };
}

/** The place of keys that just one of two settings names: a value or, by a name that ends with `_FILE`, a file. */
function placeOf(
  settings: Readonly<Record<string, string | undefined>>,
): { setting: string; location: KeyLocation } | null {
  const given = Object.entries(settings).flatMap(([setting, value]) =>
    value === undefined ? [] : [{ setting, value }],
  );
  const [first, second] = given;
  if (first === undefined) {
    return null;
  }
  if (second !== undefined) {
    throw new StartError(`Set ${first.setting} or ${second.setting}, not both.`);
  }
  const { setting, value } = first;
  return { setting, location: setting.endsWith('_FILE') ? { file: value } : { keys: parseValue(setting, value) } };
}

/** The error does not quote the text, which may be a private key. */
function parseValue(setting: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StartError(`${setting} is not JSON.`);
  }
}

async function loadedFrom(source: KeySource<unknown>, setting: string): Promise<void> {
  try {
    await source.untilLoaded();
  } catch (error) {
    source.close();
    throw new StartError(`Invalid setting ${setting}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
