import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@tributary/platform/logging.ts';
import { TlsCertificate } from '@tributary/platform/tls-certificate.ts';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';
import { silentLog } from './open-test-gateway.ts';

/** A certificate and its key, in PEM. */
export type Issued = { cert: string; key: string };

/** The content of a certificate. Without it, one for servers and clients on this machine that is valid for an hour. */
type Wanted = { names?: readonly string[]; from?: Date; until?: Date };

export type Authority = {
  /** Its own certificate, in PEM. */
  cert: string;
  issue(wanted?: Wanted): Promise<Issued>;
};

const algorithm = { keyType: 'ec', algorithm: 'sha256' } as const;
const hourMs = 3_600_000;

/** Creates an authority that issues certificates for a test. */
export async function createAuthority(name = 'an authority of tests'): Promise<Authority> {
  const own = await generate([{ name: 'commonName', value: name }], {
    ...algorithm,
    notBeforeDate: new Date(Date.now() - hourMs),
    notAfterDate: new Date(Date.now() + 2 * hourMs),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    cert: `${own.cert}\n`,
    issue: async ({
      names = ['localhost', '127.0.0.1'],
      from = new Date(Date.now() - hourMs),
      until = new Date(Date.now() + hourMs),
    } = {}) => {
      const issued = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
        ...algorithm,
        ca: { key: own.private, cert: own.cert },
        notBeforeDate: from,
        notAfterDate: until,
        extensions: [
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          {
            name: 'subjectAltName',
            altNames: names.map((each) => (/^[\d.]+$/.test(each) ? { type: 7, ip: each } : { type: 2, value: each })),
          },
        ],
      });
      return { cert: `${issued.cert}\n`, key: issued.private };
    },
  };
}

/** Writes a certificate, and the authority of the other side if there is one, into files of a new folder. */
export function certificateFiles(issued: Issued, authority?: Authority) {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  const ca = join(folder, 'ca.crt');
  /** Replaces a file by renaming, as mounted secrets are. */
  const put = (path: string, text: string) => {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  const replace = ({ cert, key }: Issued) => {
    put(paths.key, key);
    put(paths.cert, cert);
  };
  replace(issued);
  if (authority !== undefined) {
    put(ca, authority.cert);
  }
  return { ...paths, ca: authority === undefined ? undefined : ca, put, replace };
}

/** The certificate in these files, which are read again every 20 ms. */
export function certificateIn(
  files: { cert: string; key: string; ca?: string | undefined },
  log: Logger = silentLog,
): TlsCertificate {
  const named = (path: string, setting: string) => ({ path, setting });
  const certificate = new TlsCertificate({
    files: {
      cert: named(files.cert, 'TLS_CERT_FILE'),
      key: named(files.key, 'TLS_KEY_FILE'),
      ca: files.ca === undefined ? undefined : named(files.ca, 'TLS_CA_FILE'),
    },
    log,
    readEveryMs: 20,
  });
  onTestFinished(() => certificate.close());
  return certificate;
}
