import { z } from 'zod';
import { StartError } from './config.ts';
import type { Logger } from './logging.ts';
import { Gauge, type Registry } from './metrics.ts';
import { TlsCertificate, type NamedFile } from './tls-certificate.ts';

/** Settings of TLS between clients and a server. */
export const clientTlsSettings = {
  TLS_CERT_FILE: z.string().optional().meta({
    description:
      'PEM file with the certificate for clients, followed by those of intermediate authorities. With `TLS_KEY_FILE` the port speaks TLS, with HTTP/1.1 and HTTP/2',
    example: '/etc/letsencrypt/live/api.example.com/fullchain.pem',
    pitfall: 'Without the intermediate authorities some clients do not trust it. New content is used within 10 s.',
  }),
  TLS_KEY_FILE: z.string().optional().meta({
    description: 'PEM file with the private key of `TLS_CERT_FILE`, without a passphrase',
    example: '/etc/letsencrypt/live/api.example.com/privkey.pem',
    pitfall: 'Make it readable by the process alone.',
  }),
};

/** Settings of mutual TLS between services. */
export const internalTlsSettings = {
  INTERNAL_TLS_CERT_FILE: z.string().optional().meta({
    description:
      'PEM file with the certificate that this process shows to other services, as their client and as their server',
    example: '/etc/tributary/tls/tls.crt',
    pitfall:
      'It names the host of the service (`subjectAltName`), and is for `serverAuth` and `clientAuth`, else connections are refused.',
  }),
  INTERNAL_TLS_KEY_FILE: z.string().optional().meta({
    description: 'PEM file with the private key of `INTERNAL_TLS_CERT_FILE`, without a passphrase',
    example: '/etc/tributary/tls/tls.key',
    pitfall: 'Make it readable by the process alone.',
  }),
  INTERNAL_TLS_CA_FILE: z.string().optional().meta({
    description:
      'PEM file with the authorities of which one must have signed the certificates of other services. With it and the two others, subgraphs take mutual TLS alone, and `https` URLs of services are verified by it',
    example: '/etc/tributary/tls/ca.crt',
    pitfall:
      'Who has a certificate of these authorities reaches the subgraphs: never name a public authority. Two in one file let one replace the other.',
  }),
};

type ClientTlsConfig = { TLS_CERT_FILE?: string | undefined; TLS_KEY_FILE?: string | undefined };
type InternalTlsConfig = {
  INTERNAL_TLS_CERT_FILE?: string | undefined;
  INTERNAL_TLS_KEY_FILE?: string | undefined;
  INTERNAL_TLS_CA_FILE?: string | undefined;
};

/** The certificates of a process. Undefined where the settings name none. */
export type TlsCertificates = {
  /** The certificate for clients. */
  clients: TlsCertificate | undefined;
  /** The certificate for other services. */
  internal: TlsCertificate | undefined;
  close(): Promise<void>;
};

/** Opens the certificates that the settings name. Throws StartError for settings or files that cannot be used. */
export function openCertificates(
  config: ClientTlsConfig & InternalTlsConfig,
  { log, metrics }: { log: Logger; metrics: Registry },
): TlsCertificates {
  const [cert, key] = filesOf(config, ['TLS_CERT_FILE', 'TLS_KEY_FILE']);
  const [ownCert, ownKey, ca] = filesOf(config, [
    'INTERNAL_TLS_CERT_FILE',
    'INTERNAL_TLS_KEY_FILE',
    'INTERNAL_TLS_CA_FILE',
  ]);
  const certificates = {
    clients: cert && key && new TlsCertificate({ files: { cert, key }, log }),
    internal: ownCert && ownKey && new TlsCertificate({ files: { cert: ownCert, key: ownKey, ca }, log }),
  };
  const gauge: Gauge = new Gauge({
    name: 'tributary_tls_certificate_expiration_timestamp_seconds',
    help: 'Time at which a certificate of this process expires, by the side that it is for: clients or internal',
    labelNames: ['side'],
    registers: [metrics],
    collect: () => {
      for (const [side, certificate] of Object.entries(certificates)) {
        if (certificate !== undefined) {
          gauge.set({ side }, certificate.expiresAt.getTime() / 1_000);
        }
      }
    },
  });
  return {
    ...certificates,
    close: async () => {
      certificates.clients?.close();
      certificates.internal?.close();
    },
  };
}

/** The files that settings name: all of them, or none. Throws StartError if some are missing. */
function filesOf<Setting extends string>(
  config: Readonly<Partial<Record<Setting, string | undefined>>>,
  settings: readonly Setting[],
): NamedFile[] {
  const files = settings.flatMap((setting) => {
    const path = config[setting];
    return path === undefined ? [] : [{ path, setting }];
  });
  if (files.length > 0 && files.length < settings.length) {
    const missing = settings.filter((setting) => config[setting] === undefined);
    throw new StartError(
      `Set all of ${settings.join(', ')}, or none of them, since they belong together. Missing: ${missing.join(', ')}.`,
    );
  }
  return files;
}
