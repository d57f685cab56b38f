import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certificateFiles, certificateIn, createAuthority, type Issued } from '../support/authority.ts';
import { collectLogs } from '../support/collect-logs.ts';

const authority = await createAuthority();
const hourMs = 3_600_000;
const atHours = (hours: number) => new Date(Date.now() + hours * hourMs);

describe('a certificate that cannot be used', () => {
  const encrypted = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' },
  }).privateKey;
  const cases: Record<string, [(own: Issued) => Promise<Issued> | Issued, RegExp]> = {
    'that has no certificate': [
      ({ key }) => ({ cert: key, key }),
      /^TLS_CERT_FILE: .+tls\.crt has no certificate in PEM/,
    ],
    'that is cut off': [
      ({ cert, key }) => ({ cert: cert.replace(/\n.{60}/, '\n'), key }),
      /^TLS_CERT_FILE: .+tls\.crt has a certificate that cannot be parsed/,
    ],
    'that has no key': [({ cert }) => ({ cert, key: cert }), /^TLS_KEY_FILE: .+tls\.key has no private key in PEM/],
    'with an encrypted key': [({ cert }) => ({ cert, key: encrypted }), /^TLS_KEY_FILE: .+ has an encrypted key/],
    'with the key of another one': [
      async ({ cert }) => ({ cert, key: (await authority.issue()).key }),
      /^TLS_KEY_FILE: .+ is not the key of the first certificate in .+tls\.crt/,
    ],
    'after those of authorities': [
      ({ cert, key }) => ({ cert: authority.cert + cert, key }),
      /^TLS_KEY_FILE: .+ Put the own certificate first/,
    ],
    'that has expired': [
      () => authority.issue({ until: atHours(-0.1) }),
      /^TLS_CERT_FILE: .+ expired at 20.+ Renew it/,
    ],
    'that is not valid yet': [() => authority.issue({ from: atHours(0.5) }), /^TLS_CERT_FILE: .+ valid only from/],
  };

  it.each(Object.entries(cases))('stops the start with its file and reason: one %s', async (_, [spoil, message]) => {
    const files = certificateFiles(await spoil(await authority.issue()));

    expect(() => certificateIn(files)).toThrow(message);
  });

  it('stops the start if a file is missing', async () => {
    const files = certificateFiles(await authority.issue());
    rmSync(files.key);

    expect(() => certificateIn(files)).toThrow(/^TLS_KEY_FILE: .+tls\.key cannot be read \(ENOENT\)/);
  });

  it('stops the start if all authorities of the other side have expired', async () => {
    const files = certificateFiles(await authority.issue(), {
      ...authority,
      cert: (await authority.issue({ until: atHours(-0.1) })).cert,
    });

    expect(() => certificateIn(files)).toThrow(/^TLS_CA_FILE: .+ has no authority that is still valid/);
  });
});

describe('a certificate whose files change', () => {
  it('is replaced once they fit together, and stays meanwhile', async () => {
    const { log, lines } = collectLogs();
    const [first, second] = [await authority.issue(), await authority.issue({ until: atHours(0.5) })];
    const files = certificateFiles(first);
    const certificate = certificateIn(files, log);
    let changes = 0;
    certificate.onChange(() => {
      changes += 1;
    });

    files.put(files.key, second.key);
    await expect
      .poll(() => lines.map(({ msg }) => msg))
      .toContain('a new certificate cannot be used; the one before stays');
    expect(certificate.pem).toEqual(first);
    files.put(files.cert, second.cert);

    await expect.poll(() => certificate.pem).toEqual(second);
    expect(certificate.expiresAt.getTime()).toBeLessThan(atHours(0.6).getTime());
    expect(changes).toBe(1);
    // The reason was logged once, and not at each reading.
    expect(lines.map(({ msg }) => msg)).toEqual([
      'a new certificate cannot be used; the one before stays',
      expect.stringContaining('is replaced'),
    ]);
  });

  it('stays when its files are away', async () => {
    const { log, lines } = collectLogs();
    const own = await authority.issue();
    const files = certificateFiles(own);
    const certificate = certificateIn(files, log);

    rmSync(files.cert);
    await expect.poll(() => lines.length).toBe(1);
    files.put(files.cert, own.cert);

    expect(certificate.pem).toEqual(own);
  });
});
