import { parseMetadata } from '@tributary/domain/metadata.ts';
import { expect, it } from 'vitest';

const full = (character: string) =>
  Object.fromEntries(Array.from({ length: 32 }, (_, index) => [String(index).padEnd(64, 'k'), character.repeat(512)]));

it('takes the largest metadata in ASCII, and none of more than 20 KiB in UTF-8', () => {
  expect(parseMetadata(full('a'))).toEqual({ metadata: full('a') });
  expect(parseMetadata(full('ä'))).toEqual({
    mistakes: [{ key: null, problem: 'Metadata has 34,816 bytes of UTF-8. Send up to 20,480.' }],
  });
});
