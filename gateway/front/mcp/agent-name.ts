import { clientNameMax } from '../../request/client-name.ts';
import { isObject } from '../../compile/data.ts';

/** The name by which an agent calls itself (`clientInfo`), and its version. They prove nothing. */
export type Agent = { name: string; version: string | null };

/** Header of the id of a session, which clients of the protocol of 2025 repeat in each request. */
export const sessionHeader = 'mcp-session-id';
const sessionLengthMax = 2_000;

/** The agent of `clientInfo`. Null for anything that names none. */
export function agentOf(clientInfo: unknown): Agent | null {
  const { name, version } = isObject(clientInfo) ? clientInfo : {};
  const cleaned = clean(name);
  return cleaned === null ? null : { name: cleaned, version: clean(version) };
}

/** An agent as one text, such as `claude-code/2.1`. */
export function textOfAgent({ name, version }: Agent): string {
  return version === null ? name : `${name}/${version}`;
}

/**
 * The id of a session that says nothing but the name of its agent. With the handshake of 2025 an agent names itself
 * once, and there is no memory between its requests.
 */
export function sessionIdOf({ name, version }: Agent): string {
  return Buffer.from(JSON.stringify({ name, version })).toString('base64url');
}

/** The agent in the id of a session. Null for any other id, which is of no use and no harm. */
export function agentInSession(id: string | readonly string[] | undefined): Agent | null {
  if (typeof id !== 'string' || id.length > sessionLengthMax) {
    return null;
  }
  try {
    return agentOf(JSON.parse(Buffer.from(id, 'base64url').toString()));
  } catch {
    return null;
  }
}

/** A text of one line, without characters that are not seen. Null if nothing is left. */
function clean(text: unknown): string | null {
  if (typeof text !== 'string') {
    return null;
  }
  const seen = text.slice(0, clientNameMax * 4).replaceAll(/[\p{C}\p{Z}]+/gu, ' ');
  // The cut may leave half of a surrogate pair.
  const cut = seen
    .trim()
    .slice(0, clientNameMax)
    .replace(/\p{Cs}$/u, '')
    .trim();
  return cut === '' ? null : cut;
}
