import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { StartError } from './config.ts';
import type { Logger } from './logging.ts';
import type { ClientTls, PemFiles } from './transport/client-tls.ts';

/** A file, and the setting that names it. */
export type NamedFile = { path: string; setting: string };

export type TlsFiles = {
  /** The certificate, followed by those of the authorities between it and a root. */
  cert: NamedFile;
  key: NamedFile;
  /** The authorities of which one must have signed the certificate of the other side. */
  ca?: NamedFile | undefined;
};

/** Files cost little to read, and are read again rather than watched: mounted secrets are swapped by links. */
const readEveryMsDefault = 10_000;

/** The content of the files, checked. */
type Loaded = { pem: PemFiles; context: SecureContext; expiresAt: Date };

/**
 * A certificate with its key, and perhaps the authorities of the other side, from files in PEM. The files are read
 * again and again. New content serves new connections once all files fit together, and until then the old one does.
 * Throws StartError if the files cannot be used at the start.
 */
export class TlsCertificate implements ClientTls {
  readonly #files: TlsFiles;
  readonly #log: Logger;
  #loaded: Loaded;
  /** The newest reason why the files cannot be used, which is logged once. */
  #refusal: string | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;

  constructor({
    files,
    log,
    readEveryMs = readEveryMsDefault,
  }: {
    files: TlsFiles;
    log: Logger;
    readEveryMs?: number;
  }) {
    this.#files = files;
    this.#log = log;
    try {
      this.#loaded = load(files, {
        cert: readNow(files.cert),
        key: readNow(files.key),
        ...(files.ca === undefined ? {} : { ca: readNow(files.ca) }),
      });
    } catch (error) {
      throw error instanceof UnusableFile ? new StartError(error.message) : error;
    }
    this.#timer = setInterval(() => void this.#readAgain(), readEveryMs).unref();
  }

  get context(): SecureContext {
    return this.#loaded.context;
  }

  get pem(): PemFiles {
    return this.#loaded.pem;
  }

  /** The end of the first certificate to expire, of those that are shown. */
  get expiresAt(): Date {
    return this.#loaded.expiresAt;
  }

  /** Calls the listener after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  async #readAgain(): Promise<void> {
    const { cert, key, ca } = this.#files;
    try {
      const [certText, keyText, caText] = await Promise.all([readLater(cert), readLater(key), ca && readLater(ca)]);
      const { pem } = this.#loaded;
      if (certText !== pem.cert || keyText !== pem.key || caText !== pem.ca) {
        const pemNow = { cert: certText, key: keyText, ...(caText === undefined ? {} : { ca: caText }) };
        this.#loaded = load(this.#files, pemNow);
        this.#log.info({ expiresAt: this.expiresAt }, `the certificate in ${cert.path} is replaced`);
        this.#listeners.forEach((listener) => listener());
      }
      this.#refusal = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== this.#refusal) {
        this.#refusal = reason;
        this.#log.error({ err: error }, 'a new certificate cannot be used; the one before stays');
      }
    }
  }
}

/** A file that cannot be used. The message names the setting, the file and the reason. */
class UnusableFile extends Error {
  override name = 'UnusableFile';

  constructor({ setting, path }: NamedFile, reason: string, options?: ErrorOptions) {
    super(`${setting}: ${path} ${reason}`, options);
  }
}

function readNow(file: NamedFile): string {
  try {
    return readFileSync(file.path, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function readLater(file: NamedFile): Promise<string> {
  return readFile(file.path, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

function unreadable(file: NamedFile, error: unknown): UnusableFile {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new UnusableFile(file, `cannot be read (${code}). Check the path, and that this process may read the file.`, {
    cause: error,
  });
}

/** Checks that the texts of the files fit together and are valid now. Throws UnusableFile. */
function load({ cert, key, ca }: TlsFiles, pem: PemFiles): Loaded {
  const now = new Date();
  const [own, ...intermediates] = certificatesIn(cert, pem.cert);
  if (!own.checkPrivateKey(privateKeyIn(key, pem.key))) {
    throw new UnusableFile(
      key,
      `is not the key of the first certificate in ${cert.path}. Put the own certificate first, and those of authorities after it.`,
    );
  }
  if (own.validFromDate > now) {
    throw new UnusableFile(cert, `has a certificate that is valid only from ${own.validFrom}. Check the clock.`);
  }
  const expiresAt = [own, ...intermediates].map(({ validToDate }) => validToDate).reduce(earlier);
  if (expiresAt <= now) {
    throw new UnusableFile(cert, `has a certificate that expired at ${expiresAt.toISOString()}. Renew it.`);
  }
  if (ca !== undefined && pem.ca !== undefined) {
    const authorities = certificatesIn(ca, pem.ca);
    if (authorities.every(({ validToDate }) => validToDate <= now)) {
      throw new UnusableFile(ca, 'has no authority that is still valid. Renew it.');
    }
  }
  try {
    return { pem, context: createSecureContext(pem), expiresAt };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableFile(cert, `cannot be used for TLS: ${reason}`, { cause: error });
  }
}

function certificatesIn(file: NamedFile, text: string): [X509Certificate, ...X509Certificate[]] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  try {
    const [first, ...others] = blocks.map((block) => new X509Certificate(block));
    if (first !== undefined) {
      return [first, ...others];
    }
  } catch (error) {
    throw new UnusableFile(file, 'has a certificate that cannot be parsed. Is the file complete?', { cause: error });
  }
  throw new UnusableFile(file, 'has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----.');
}

function privateKeyIn(file: NamedFile, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    const isEncrypted = text.includes('ENCRYPTED');
    throw new UnusableFile(
      file,
      isEncrypted ? 'has an encrypted key. Store it without a passphrase.' : 'has no private key in PEM.',
      { cause: error },
    );
  }
}

function earlier(one: Date, other: Date): Date {
  return other < one ? other : one;
}
