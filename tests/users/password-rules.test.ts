import { hashPassword, passwordFault, verifyPassword } from '@tributary/users/identity/password.ts';
import { describe, expect, it } from 'vitest';

describe('the rules for a password', () => {
  it('are its length in characters and the list of the most common ones, and no other', () => {
    const good = [
      'correct horse',
      'zzzzzzzq',
      '        x',
      'ÄÖÜäöüß€',
      '🐴🐴🐴🐴🐴🐴🐴🐴',
      'x'.repeat(256),
      '🐴'.repeat(256),
    ];
    const common = ['password', '12345678', 'qwertyuiop', 'iloveyou', '00000000', 'trustno1', 'Password', 'SUNSHINE'];
    const wrongLength = ['', 'short', '🐴🐴🐴🐴', 'x'.repeat(257), '🐴'.repeat(257), 'x'.repeat(1_000_000)];

    expect(good.map(passwordFault)).toEqual(good.map(() => null));
    expect(common.map(passwordFault)).toEqual(common.map(() => expect.stringContaining('most common')));
    expect(wrongLength.map(passwordFault)).toEqual(wrongLength.map(() => 'Send a password of 8 to 256 characters.'));
  });

  it('accept the longest password whole', async () => {
    const longest = '🐴'.repeat(256);
    const hash = await hashPassword(longest);

    expect(await verifyPassword(hash, longest)).toBe(true);
    expect(await verifyPassword(hash, `${longest}x`)).toBe(false);
  });
});
