import type { SecureContext } from 'node:tls';

/**
 * The certificate that a client shows, and the authorities that may have signed a server's, as files have them at the
 * moment. Without it clients trust the system's authorities, and show nothing.
 */
export type ClientTls = {
  readonly context: SecureContext;
  /** The same as options of `node:tls` and `node:https`, in PEM. */
  readonly pem: PemFiles;
};

export type PemFiles = { cert: string; key: string; ca?: string };
