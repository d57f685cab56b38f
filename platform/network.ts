import { isIPv6 } from 'node:net';

/**
 * The network of an address, by which attempts are counted and known places are remembered. It is an IPv4 address
 * itself, and the /64 of an IPv6 address, which a provider gives to one customer. Other texts stay as they are.
 */
export function networkOf(address: string): string {
  // A proxy may write brackets and a port; a link-local address has a zone.
  const bare = address
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (!isIPv6(bare)) {
    return bare;
  }
  const groups = groupsOf(bare);
  const [high = 0, low = 0] = groups.slice(6);
  // An IPv4 address on a socket that serves both (RFC 4291, section 2.5.5.2).
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
    ? [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
    : `${groups
        .slice(0, 4)
        .map((group) => group.toString(16))
        .join(':')}::/64`;
}

/** The eight groups of an IPv6 address. `URL` writes an embedded IPv4 address as groups, too. */
function groupsOf(address: string): number[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const parse = (part: string | undefined) =>
    part === undefined || part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [parse(left), parse(right)];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}
