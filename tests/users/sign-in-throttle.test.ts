import { networkOf } from '@tributary/platform/network.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anonymous, mutationsOf, openUsers, password } from './open-users.ts';

const home = '203.0.113.7';
const elsewhere = '198.51.100.1';

/** Users with low limits. Attempts answer with the code of the refusal, or null. */
async function openStrict(limits: { perAddress?: number; perEmail?: number } = {}) {
  const users = await openUsers({ throttleLimits: { perAddress: 100, perEmail: 3, ...limits } });
  onTestFinished(() => users.close());
  const signIn = (address: string, input: { email: string; password?: string; lastRefreshToken?: string }) =>
    mutationsOf(users.askFrom(address))(anonymous, 'signIn', { password, ...input }, 'refreshToken');
  const attempt = async (...args: Parameters<typeof signIn>): Promise<string | null> =>
    (await signIn(...args)).errors[0]?.code ?? null;
  /** Sends wrong passwords from many addresses, until the email is blocked for strangers. */
  const attack = async (email: string) => {
    for (let count = 0; count <= (limits.perEmail ?? 3); count += 1) {
      await attempt(`192.0.2.${count}`, { email, password: 'wrong' });
    }
  };
  return { users, signIn, attempt, attack };
}

describe('counting attempts', () => {
  it('counts by the text that is looked up, however it is written', async () => {
    const { users, attempt } = await openStrict();
    await users.person('inga', 'CUSTOMER');
    // To the database each of these is Inga. JavaScript makes two characters of an `İ` in lower case.
    const spellings = ['inga@example.com', 'INGA@Example.com', 'İnga@example.com', 'İNGA@EXAMPLE.COM'];
    const isInga = await users.db.execute<{ same: boolean }>(`select lower('İnga') = 'inga' as same`);
    const codes: (string | null)[] = [];

    for (const spelling of spellings) {
      codes.push(await attempt(elsewhere, { email: spelling, password: 'wrong' }));
    }

    expect([...isInga]).toEqual([{ same: true }]);
    expect(codes).toEqual(['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS']);
    expect(await attempt(elsewhere, { email: 'İnga@example.com' })).toBe('TOO_MANY_ATTEMPTS');
  });

  it('counts the addresses of one IPv6 network together, and those of another apart', async () => {
    const { attempt } = await openStrict({ perAddress: 2, perEmail: 100 });
    const from = (address: string) => attempt(address, { email: `${address}@example.com`, password: 'wrong' });

    const codes = [
      await from('2001:db8:0:1::1'),
      await from('2001:db8:0:1:ffff:ffff:ffff:ffff'),
      await from('2001:db8:0:1:0:0:0:2'),
      await from('2001:db8:0:2::1'),
    ];

    expect(codes).toEqual(['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS', 'INVALID_CREDENTIALS']);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:1234::', '2001:db8:0:0::/64'],
    ['[2001:db8:1:2:3:4:5:6]:443', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('takes %s for the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('people whose email others try', () => {
  it('sign in with the right password from a network that they signed in from before', async () => {
    const { users, attempt, attack } = await openStrict();
    const { email } = users.ada;
    await attempt(home, { email });
    await attack(email);

    const codes = {
      knownPlaceWrong: await attempt(home, { email, password: 'wrong' }),
      stranger: await attempt(elsewhere, { email }),
      knownPlace: await attempt(home, { email }),
    };

    expect(codes).toEqual({
      knownPlaceWrong: 'INVALID_CREDENTIALS',
      stranger: 'TOO_MANY_ATTEMPTS',
      knownPlace: null,
    });
  });

  it('sign in from any network on a device that has a refresh token of theirs, of an ended session too', async () => {
    const { users, signIn, attempt, attack } = await openStrict();
    const { email } = users.ada;
    const { refreshToken } = await signIn(home, { email });
    const { refreshToken: another } = await signIn(home, { email: users.bob.email });
    await mutationsOf(users.ask)(anonymous, 'signOut', { refreshToken });
    await attack(email);

    const codes = {
      bobsDevice: await attempt(elsewhere, { email, lastRefreshToken: another }),
      noDevice: await attempt(elsewhere, { email, lastRefreshToken: 'nonsense\0' }),
      ownDevice: await attempt(elsewhere, { email, lastRefreshToken: refreshToken }),
    };

    expect(codes).toEqual({ bobsDevice: 'TOO_MANY_ATTEMPTS', noDevice: 'TOO_MANY_ATTEMPTS', ownDevice: null });
  });

  it('sign in from a known network whose limit others have reached', async () => {
    const { users, attempt } = await openStrict({ perAddress: 2, perEmail: 100 });
    await attempt(home, { email: users.ada.email });
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) {
      await attempt(home, { email, password: 'wrong' });
    }

    expect(await attempt(home, { email: users.bob.email })).toBe('TOO_MANY_ATTEMPTS');
    expect(await attempt(home, { email: users.ada.email })).toBeNull();
  });

  it('have limited attempts from a known network too', async () => {
    const { users, attempt } = await openStrict({ perAddress: 3 });
    const { email } = users.ada;
    await attempt(home, { email });
    const codes: (string | null)[] = [];

    for (let count = 0; count < 4; count += 1) {
      codes.push(await attempt(home, { email, password: 'wrong' }));
    }

    expect(codes).toEqual(['INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS']);
  });

  it('have a network forgotten after 90 days', async () => {
    const { users, attempt, attack } = await openStrict();
    const { email } = users.ada;
    await attempt(home, { email });
    await users.db.execute(`update users.sessions set created_at = created_at - interval '91 days'`);
    await attack(email);

    expect(await attempt(home, { email })).toBe('TOO_MANY_ATTEMPTS');
  });
});
