import { readFile } from 'node:fs/promises';
import type { Fetch } from './fetch-with.ts';
import type { Logger } from './logging.ts';
import { readAnswer } from './read-answer.ts';

/** A place with a document of keys: the document itself, a URL, or a file that is read again and again. */
export type KeyLocation<Document = unknown> =
  | { keys: Document }
  | { url: string; /** The client for a service of ours; by default the one of Node. */ fetch?: Fetch }
  | { file: string };

/** The times of a key source, in milliseconds. */
export type KeyTiming = {
  /** Interval of the loads while they succeed. Each is up to a fifth earlier, so that gateways do not load together. */
  refreshMs: number;
  /** Pauses after a failed load: the first one, doubled with each failure, and the longest one. */
  retryMs: { first: number; longest: number };
  /** Shortest time between two loads that unknown keys cause. */
  cooldownMs: number;
  /** Time for which keys stay valid that cannot be loaded again. */
  keepMs: number;
};

export const urlTiming: KeyTiming = {
  refreshMs: 5 * 60_000,
  retryMs: { first: 1_000, longest: 30_000 },
  cooldownMs: 5_000,
  keepMs: 24 * 3_600_000,
};

/** A file costs nothing to read, and is read again rather than watched: mounted secrets are swapped by links. */
export const fileTiming: KeyTiming = { ...urlTiming, refreshMs: 5_000, cooldownMs: 1_000 };

/** Limits on the answer of a provider. */
const answerTimeoutMs = 3_000;
const documentBytesMax = 256 * 1024;

/**
 * The state of a source. `current`: the newest load succeeded. `stale`: it failed, and the keys before it are still
 * valid. `missing`: there is no key.
 */
type State = 'new' | 'current' | 'stale' | 'missing';

export type KeySourceSettings<Key> = {
  /** Whose keys they are, for the log. */
  owner: string;
  location: KeyLocation;
  /** Differences from the times of a URL or of a file. */
  timing?: Partial<KeyTiming> | undefined;
  /** Parses a document. Its errors are logged, so they must not quote a private key. */
  parse: (document: unknown) => Promise<readonly Key[]> | readonly Key[];
  /** The consequence of having no keys, for the log. */
  withoutKeys: string;
  log: Logger;
};

/**
 * The keys at one location. They are loaded at once, and again ahead of their end; an unknown key hastens a load. While
 * the provider is away the last keys stay valid. A document that `parse` accepts replaces all keys, also one without
 * any.
 */
export class KeySource<Key> {
  readonly #name: string;
  readonly #location: KeyLocation;
  readonly #timing: KeyTiming;
  readonly #parse: KeySourceSettings<Key>['parse'];
  readonly #withoutKeys: string;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #keys: readonly Key[] = [];
  #state: State = 'new';
  #wasLoaded = false;
  /** By `performance.now()`. */
  #loadedAt = -Infinity;
  #attemptedAt = -Infinity;
  #failures = 0;
  #error: unknown = undefined;
  #loading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor({ owner, location, timing, parse, withoutKeys, log }: KeySourceSettings<Key>) {
    this.#location = location;
    this.#timing = { ...('file' in location ? fileTiming : urlTiming), ...timing };
    this.#parse = parse;
    this.#withoutKeys = withoutKeys;
    this.#log = log;
    this.#name = `${owner} at ${'url' in location ? location.url : 'file' in location ? location.file : 'hand'}`;
    void this.#load();
  }

  /** The valid keys. */
  get keys(): readonly Key[] {
    return performance.now() - this.#loadedAt < this.#timing.keepMs ? this.#keys : [];
  }

  /** Whether the keys are known to be all that the provider has. */
  get isCurrent(): boolean {
    return this.#state === 'current';
  }

  /** Whether keys were loaded at least once. */
  get wasLoaded(): boolean {
    return this.#wasLoaded;
  }

  /**
   * Loads the keys for a token whose key is unknown. Callers share a load, and none begins within the cool-down. So
   * tokens with invented keys cannot burden the provider.
   */
  async refresh(): Promise<void> {
    if (this.#loading !== null || performance.now() - this.#attemptedAt >= this.#timing.cooldownMs) {
      await this.#load();
    }
  }

  /** Waits for the first load. Throws its error if it gave no key. */
  async untilLoaded(): Promise<void> {
    await this.#loading;
    if (!this.#wasLoaded) {
      throw this.#error;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #loadOnce(): Promise<void> {
    clearTimeout(this.#timer);
    this.#attemptedAt = performance.now();
    try {
      this.#keys = await this.#parse(await this.#read());
      this.#loadedAt = performance.now();
      this.#failures = 0;
      this.#wasLoaded ||= this.#keys.length > 0;
      this.#enter(this.#keys.length > 0 ? 'current' : 'missing', new Error('the document has no key that can be used'));
    } catch (error) {
      if (this.#stop.signal.aborted) {
        return;
      }
      this.#failures += 1;
      this.#enter(this.keys.length > 0 ? 'stale' : 'missing', error);
    }
    if (!('keys' in this.#location)) {
      this.#timer = setTimeout(() => void this.#load(), this.#pauseMs()).unref();
    }
  }

  #pauseMs(): number {
    const { refreshMs, retryMs } = this.#timing;
    const pauseMs = this.#failures === 0 ? refreshMs : retryMs.first * 2 ** Math.min(this.#failures - 1, 20);
    return Math.min(pauseMs, this.#failures === 0 ? refreshMs : retryMs.longest) * (0.8 + 0.2 * Math.random());
  }

  /** Changes the state, which is logged once. Given keys never change theirs. */
  #enter(state: State, error: unknown): void {
    this.#error = error;
    const before = this.#state;
    this.#state = state;
    if (state === before || 'keys' in this.#location) {
      return;
    }
    switch (state) {
      case 'missing':
        this.#log.error({ err: error }, `there are no keys of ${this.#name}: ${this.#withoutKeys}`);
        break;
      case 'stale':
        this.#log.warn({ err: error }, `the keys of ${this.#name} cannot be loaded: the last ones stay valid`);
        break;
      default:
        this.#log.info({ keys: this.#keys.length }, `the keys of ${this.#name} are loaded`);
    }
  }

  async #read(): Promise<unknown> {
    const location = this.#location;
    if ('keys' in location) {
      return location.keys;
    }
    const bytes = 'file' in location ? await this.#readFile(location.file) : await this.#fetch(location);
    return parseDocument(bytes.toString('utf8'));
  }

  async #readFile(path: string): Promise<Buffer> {
    const bytes = await readFile(path, { signal: this.#stop.signal });
    if (bytes.length > documentBytesMax) {
      throw new Error(`the document is longer than ${documentBytesMax} bytes`);
    }
    return bytes;
  }

  async #fetch({ url, fetch = globalThis.fetch }: Extract<KeyLocation, { url: string }>): Promise<Buffer> {
    const response = await fetch(url, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      // Another place is the operator's to name.
      redirect: 'manual',
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the provider answers with status ${response.status}`);
    }
    return readAnswer(response, documentBytesMax);
  }
}

/** Parses JSON. The error does not quote the text, which may be a private key. */
function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the document is not JSON');
  }
}
