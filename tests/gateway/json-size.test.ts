import { JsonSize } from '@tributary/gateway/front/http/json-size.ts';
import { expect, it } from 'vitest';

/** The reason by the values of the JSON itself, with the parser. */
function isTooLarge(json: string): boolean {
  let values = 0;
  const depthOf = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) {
      return 0;
    }
    const items = Object.values(value);
    values += 1 + Math.max(0, items.length - 1);
    return 1 + Math.max(0, ...items.map(depthOf));
  };
  return depthOf(JSON.parse(json)) > 500 || values > 50_000;
}

const texts = ['"', '\\', '\\"', '[', '{', ',', 'é', '😀', '\\\\"[', ' ', ''];

it('measures the same, wherever the JSON is cut into parts', () => {
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: 1 + (round % 40) }, (_, index) => texts[(index * 7 + round) % texts.length]).join(
      '',
    );
    const deep = round % 3 === 0 ? 499 : 3;
    const json = JSON.stringify({ [text]: [text, { text }], list: JSON.parse('['.repeat(deep) + ']'.repeat(deep)) });
    const bytes = Buffer.from(json);
    const size = new JsonSize();
    const step = 1 + (round % 17);
    let reason: string | null = null;
    for (let at = 0; at < bytes.length; at += step) {
      reason ??= size.add(bytes.subarray(at, at + step));
    }

    expect(reason !== null).toBe(isTooLarge(json));
    expect(new JsonSize().add(bytes) !== null).toBe(isTooLarge(json));
    // Every string was closed: one more bracket too many is seen.
    expect(size.add(Buffer.from('['.repeat(501)))).toContain('nested deeper');
  }
});

it('refuses with the first part that is too large', () => {
  const size = new JsonSize();

  expect(size.add(Buffer.from(`[${'1,'.repeat(49_999)}`))).toBeNull();
  expect(size.add(Buffer.from('1,'))).toContain('more than 50000 values');
});
