import type { HttpRequest } from '@tributary/platform/http-message.ts';

/**
 * The network address of a client. Behind our own proxies, it is the entry of `x-forwarded-for` that the outermost of
 * them wrote. Entries further left may be forged.
 */
export function addressOf({ socket, headers }: HttpRequest, trustedProxies: number): string | null {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return (
    (trustedProxies === 0 ? undefined : forwarded.at(-Math.min(trustedProxies, forwarded.length))) ??
    socket.remoteAddress ??
    null
  );
}
