import { Misuse } from '@tributary/platform/errors.ts';
import { problemOfCharacters } from './text.ts';

const keysMax = 32;
const keyLengthMax = 64;
const valueLengthMax = 512;
/** Limit on keys and values together, in bytes of UTF-8. The largest metadata in ASCII has 18,432. */
const bytesMax = 20 * 1024;

/** The mistake of one member, or of the whole object where `key` is null. */
export type MetadataMistake = { key: string | null; problem: string };

/**
 * Parses metadata from a caller: an object of up to 32 keys of 64 characters, with texts of up to 512, and 20 KiB of
 * UTF-8 in all. A member without a value, as of a variable that was not sent, is left out. Returns all mistakes
 * together.
 */
export function parseMetadata(
  value: Readonly<Record<string, unknown>>,
): { metadata: Record<string, string> } | { mistakes: MetadataMistake[] } {
  const members = Object.entries(value).filter(([, text]) => text !== undefined);
  if (members.length > keysMax) {
    const problem = `Metadata has ${members.length.toLocaleString('en')} keys. Send up to ${keysMax}.`;
    return { mistakes: [{ key: null, problem }] };
  }
  const texts: [string, string][] = [];
  const mistakes: MetadataMistake[] = [];
  for (const [key, text] of members) {
    const problemOfKey = problemOfMember('key', key, keyLengthMax);
    const problem = problemOfKey ?? problemOfMember('value', text, valueLengthMax);
    if (problem !== null) {
      // A path does not repeat a key that is malformed itself.
      const quoted = JSON.stringify(key.slice(0, keyLengthMax));
      mistakes.push({ key: problemOfKey === null ? key : null, problem: `Metadata under ${quoted}: ${problem}` });
    } else if (typeof text === 'string') {
      texts.push([key, text]);
    }
  }
  const bytes = texts.reduce((sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text), 0);
  if (bytes > bytesMax) {
    const problem = `Metadata has ${bytes.toLocaleString('en')} bytes of UTF-8. Send up to ${bytesMax.toLocaleString('en')}.`;
    mistakes.push({ key: null, problem });
  }
  return mistakes.length > 0 ? { mistakes } : { metadata: Object.fromEntries(texts) };
}

/** Metadata in the arguments of a query; null if all match. Throws Misuse `BAD_USER_INPUT` for malformed members. */
export function parseMetadataFilter(
  argument: string,
  value: Record<string, unknown> | null | undefined,
): Record<string, string> | null {
  const parsed = parseMetadata(value ?? {});
  if ('mistakes' in parsed) {
    throw new Misuse('BAD_USER_INPUT', `\`${argument}\`: ${parsed.mistakes.map(({ problem }) => problem).join(' ')}`);
  }
  return Object.keys(parsed.metadata).length === 0 ? null : parsed.metadata;
}

function problemOfMember(part: 'key' | 'value', text: unknown, lengthMax: number): string | null {
  if (typeof text !== 'string') {
    return `the ${part} is not a string. Send it as one.`;
  }
  if (part === 'key' && text === '') {
    return 'the key is empty. Give it a name.';
  }
  if (text.length > lengthMax) {
    return `the ${part} has ${text.length.toLocaleString('en')} characters. Send up to ${lengthMax}.`;
  }
  return problemOfCharacters(text);
}
