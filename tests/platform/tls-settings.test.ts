import { createMetrics } from '@tributary/platform/metrics.ts';
import { openCertificates } from '@tributary/platform/tls-settings.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificateFiles, createAuthority } from '../support/authority.ts';
import { silentLog } from '../support/open-test-gateway.ts';

describe('the settings of certificates', () => {
  const open = (config: Parameters<typeof openCertificates>[0]) => {
    const metrics = createMetrics();
    const certificates = openCertificates(config, { log: silentLog, metrics });
    onTestFinished(certificates.close);
    return { certificates, metrics };
  };

  it('belong together', () => {
    expect(() => open({ TLS_CERT_FILE: 'a.crt' })).toThrow(
      'Set all of TLS_CERT_FILE, TLS_KEY_FILE, or none of them, since they belong together. Missing: TLS_KEY_FILE.',
    );
    expect(() => open({ INTERNAL_TLS_CA_FILE: 'ca.crt' })).toThrow(
      'Missing: INTERNAL_TLS_CERT_FILE, INTERNAL_TLS_KEY_FILE.',
    );
  });

  it('are none by default, and then nothing is measured', async () => {
    const { certificates, metrics } = open({});

    expect(certificates).toMatchObject({ clients: undefined, internal: undefined });
    expect(await metrics.metrics()).not.toContain('tributary_tls_certificate_expiration_timestamp_seconds{');
  });

  it('give a metric with the end of the certificate that expires first', async () => {
    const until = new Date(Date.now() + 1_800_000);
    const authority = await createAuthority();
    // The chain ends later than the certificate.
    const { cert, key } = await authority.issue({ until });
    const files = certificateFiles({ cert: cert + authority.cert, key }, authority);

    const { metrics } = open({
      TLS_CERT_FILE: files.cert,
      TLS_KEY_FILE: files.key,
      INTERNAL_TLS_CERT_FILE: files.cert,
      INTERNAL_TLS_KEY_FILE: files.key,
      INTERNAL_TLS_CA_FILE: files.ca,
    });

    const seconds = Math.floor(until.getTime() / 1_000);
    const text = await metrics.metrics();
    expect(text).toContain(`tributary_tls_certificate_expiration_timestamp_seconds{side="clients"} ${seconds}`);
    expect(text).toContain(`tributary_tls_certificate_expiration_timestamp_seconds{side="internal"} ${seconds}`);
  });
});
