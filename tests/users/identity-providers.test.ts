import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readProviders, type ProviderSettings } from '../../subgraphs/users/providers/provider-settings.ts';
import { openIdentityProvider, type AccountClaims } from './open-identity-provider.ts';
import { anonymous, mutationsOf, openUsers, password } from './open-users.ts';

let provider: Awaited<ReturnType<typeof openIdentityProvider>>;
/** A provider that takes the secret of its clients in another way. */
let posting: Awaited<ReturnType<typeof openIdentityProvider>>;
let settings: ProviderSettings;
let users: Awaited<ReturnType<typeof openUsers>>;
let mutate: ReturnType<typeof mutationsOf>;

beforeAll(async () => {
  provider = await openIdentityProvider();
  settings = structuredClone(provider.settings);
  const away = { ...provider.settings, id: 'away', issuer: 'http://127.0.0.1:1' };
  posting = await openIdentityProvider('client_secret_post');
  const other = { ...posting.settings, id: 'posting', people: settings.people };
  const wrong = [settings, other].map((each) => ({ ...each, id: `${each.id}-wrong`, clientSecret: 'wrong' }));
  users = await openUsers({ signInProviders: [settings, other, away, ...wrong] });
  mutate = mutationsOf(users.ask);
});
afterEach(() => {
  vi.useRealTimers();
  Object.assign(settings.people, {
    ...provider.settings.people,
    organization: users.organizationId,
  });
});
afterAll(async () => {
  await users.close();
  await Promise.all([provider.close(), posting.close()]);
});

const begin = (id = 'work') => mutate(anonymous, 'beginSignIn', { provider: id }, 'url secret expiresAt');
const complete = (input: object) => mutate(anonymous, 'completeSignIn', input, 'accessToken refreshToken expiresAt');
const refused = (kind: string) => ({ accessToken: null, refreshToken: null, errors: [{ __typename: kind }] });
const verified = (name: string): AccountClaims => ({ email: `${name}@example.com`, email_verified: true, name });

/** Signs an account in at the provider and here. */
async function signIn(account: string, claims: AccountClaims) {
  const { url, secret } = await begin();
  return complete({ secret, ...(await provider.visit(url, account, claims)) });
}
/** The id of the person in an access token. */
async function personIn({ accessToken }: { accessToken: string }) {
  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(users.publicKeys), { audience: 'tributary' });
  return payload.sub;
}
const people = async () => (await users.db.execute('select id from users.users')).length;
const trailOf = async (id: string | undefined) => {
  const { data } = await users.ask(
    users.olga.viewer,
    'query ($id: ID) { auditEvents(first: 9, filter: { subjectId: $id }) { nodes { action address changes { field after } } } }',
    { id },
  );
  return data.auditEvents.nodes;
};

it('the providers are listed for everybody, without their secrets', async () => {
  const { data } = await users.ask(anonymous, '{ signInProviders { id name } }');

  expect(data.signInProviders[0]).toEqual({ id: 'work', name: 'Work account' });
  expect(await begin('nowhere')).toMatchObject({ url: null, errors: [{ __typename: 'SignInProviderNotFound' }] });
});

describe('a person', () => {
  it('who is new is added at the first sign-in, and known by their account afterwards, whatever their address', async () => {
    settings.people.organization = users.organizationId;
    const account = newId();

    const first = await signIn(account, { ...verified('grace'), name: 'Grace Hopper' });
    const second = await signIn(account, verified('hopper'));

    const id = await personIn(first);
    expect(await personIn(second)).toBe(id);
    const { data } = await users.ask(users.olga.viewer, 'query ($id: ID!) { user(id: $id) { email name role } }', {
      id,
    });
    expect(data.user).toEqual({ email: 'grace@example.com', name: 'Grace Hopper', role: 'CUSTOMER' });
    const trail = await trailOf(id);
    expect(trail.map(({ action }: { action: string }) => action).toSorted()).toEqual([
      ...['IDENTITY_LINKED', 'SIGNED_IN', 'SIGNED_IN', 'USER_CREATED'],
    ]);
    expect(JSON.stringify(trail)).toContain(settings.issuer);
    expect(JSON.stringify(trail)).not.toContain(account);
    expect(
      await mutate(anonymous, 'refreshSession', { refreshToken: second.refreshToken }, 'accessToken'),
    ).toMatchObject({
      errors: [],
    });
  });

  it('who is new is added once by simultaneous sign-ins', async () => {
    const account = newId();
    const begun = await Promise.all([begin(), begin(), begin()]);
    const answers = [];
    for (const { url, secret } of begun) {
      answers.push({ secret, ...(await provider.visit(url, account, verified('twin'))) });
    }

    const sessions = await Promise.all(answers.map(complete));

    expect(new Set(await Promise.all(sessions.map(personIn))).size).toBe(1);
  });

  it('who is here is linked by a verified address, in any case, and keeps their password', async () => {
    const ada = await users.person('linked', 'CUSTOMER');

    const session = await signIn(newId(), { email: 'LINKED@Example.com', email_verified: true });

    expect(await personIn(session)).toBe(formatId('usr', ada.id));
    const byPassword = await mutate(anonymous, 'signIn', { email: ada.email, password }, 'accessToken');
    expect(byPassword.errors).toEqual([]);
  });

  it.each<[string, AccountClaims, Partial<ProviderSettings['people']>]>([
    ['with an address that is not verified', { email: 'ada@example.com', email_verified: false }, {}],
    ['with an address of which that is not told', { email: 'ada@example.com' }, {}],
    ['without an address', { name: 'Ada' }, {}],
    ['of another domain', { email: 'ada@example.com.evil.example', email_verified: true }, {}],
    ['of a domain below an allowed one', { email: 'ada@x.example.com', email_verified: true }, {}],
    ['with two addresses in one', { email: 'eve@evil.example,ada@example.com', email_verified: true }, {}],
    ['with an address that no text can hold', { email: 'a\u0000@example.com', email_verified: true }, {}],
    [
      'with a letter that looks like another in lower case',
      { email: 'lin\u{212a}ed@example.com', email_verified: true },
      {},
    ],
    ['who is here, if nobody is linked', verified('ada'), { linkPeople: false }],
    ['who is here in another organization', verified('stranger'), {}],
    ['who is new, if nobody is added', verified('novel'), { newPeople: null }],
  ])('%s is refused, and nothing is written', async (_, claims, rule) => {
    Object.assign(settings.people, { organization: users.organizationId, ...rule });
    const before = await people();
    const account = newId();

    const { errors } = await signIn(account, claims);

    expect(errors).toMatchObject([{ __typename: expect.stringMatching(/^(PersonNotAdmitted|InvalidInput)$/) }]);
    expect(await people()).toBe(before);
    expect(await users.db.execute(`select from users.external_identities where subject = '${account}'`)).toHaveLength(
      0,
    );
  });

  it('who was admitted is refused once the rule does not admit them any more', async () => {
    const account = newId();
    expect((await signIn(account, verified('former'))).errors).toEqual([]);

    settings.people.emailDomains = ['example.org'];

    expect(await signIn(account, verified('former'))).toMatchObject(refused('PersonNotAdmitted'));
  });

  it('who is disabled is refused, linked or not, and an erased one leaves no account', async () => {
    const [account, other] = [newId(), newId()];
    const id = await personIn(await signIn(account, verified('leaver')));
    const disabled = await users.person('disabled', 'CUSTOMER');
    await mutate(users.olga.viewer, 'disableUser', { id });
    await mutate(users.olga.viewer, 'disableUser', { id: formatId('usr', disabled.id) });

    expect(await signIn(account, verified('leaver'))).toMatchObject(refused('UserDisabled'));
    expect(await signIn(other, verified('disabled'))).toMatchObject(refused('UserDisabled'));
    const { document } = await mutate(users.olga.viewer, 'exportPersonalData', { id }, 'document');
    expect(JSON.parse(document).accountsAtProviders).toMatchObject([{ issuer: settings.issuer, subject: account }]);
    await mutate(users.olga.viewer, 'eraseUser', { id });
    const left = await users.db.execute(
      `select from users.external_identities where subject in ('${account}', '${other}')`,
    );
    expect(left).toHaveLength(0);
  });
});

describe('an answer of the provider', () => {
  const answered = async (change: (url: URL) => void = () => {}) => {
    const { url, secret } = await begin();
    const visited = new URL(url);
    change(visited);
    return { secret, ...(await provider.visit(visited.href, newId(), verified(newId()))) };
  };

  it('is taken once', async () => {
    const answer = await answered();

    expect((await complete(answer)).errors).toEqual([]);
    expect(await complete(answer)).toMatchObject(refused('InvalidSignIn'));
  });

  it('is taken for the sign-in that it belongs to alone', async () => {
    const [mine, theirs] = [await answered(), await answered()];

    for (const stolen of [
      { ...mine, code: theirs.code },
      { ...theirs, secret: mine.secret },
      { ...(await answered()), secret: mine.secret.slice(0, -2) },
    ]) {
      expect(await complete(stolen)).toMatchObject(refused('InvalidSignIn'));
    }
  });

  it.each([
    ['of another provider (mix-up)', { iss: 'https://evil.example' }],
    ['with another state', { state: 'x' }],
    ['with an invented code', { code: 'x' }],
    ['without a secret', { secret: '' }],
    ['with a code that is too long', { code: 'x'.repeat(5_000) }],
    ['with a secret that is too long', { secret: 'x'.repeat(5_000) }],
  ])('is refused: %s', async (_, change) => {
    expect(await complete({ ...(await answered()), ...change })).toMatchObject(refused('InvalidSignIn'));
  });

  it('is refused with the nonce of another sign-in', async () => {
    const answer = await answered((url) => url.searchParams.set('nonce', 'another'));

    expect(await complete(answer)).toMatchObject(refused('InvalidSignIn'));
  });

  it('is refused without the challenge of its sign-in', async () => {
    const answer = await answered((url) => url.searchParams.set('code_challenge', 'A'.repeat(43)));

    expect(await complete(answer)).toMatchObject(refused('InvalidSignIn'));
  });

  it('is refused ten minutes after the beginning', async () => {
    const answer = await answered();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });

    expect(await complete(answer)).toMatchObject(refused('InvalidSignIn'));
  });

  it('takes a sealed secret of its own use only: an access token is none', async () => {
    const answer = await answered();
    const { accessToken } = await complete(answer);

    expect(await complete({ ...answer, secret: accessToken })).toMatchObject(refused('InvalidSignIn'));
  });
});

describe('another process', () => {
  let small: Awaited<ReturnType<typeof openUsers>>;
  let ask: ReturnType<typeof mutationsOf>;
  beforeAll(async () => {
    const limits = { throttleLimits: { perAddress: 4, perEmail: 1 }, quotas: { people: 3, apiClients: 1 } };
    small = await openUsers({ signInProviders: [settings], ...limits });
    ask = mutationsOf(small.ask);
  });
  afterAll(() => small.close());

  it('adds nobody beyond the quota, opens no secret of another key, and limits attempts by network', async () => {
    settings.people.organization = small.organizationId;
    const { url, secret } = await ask(anonymous, 'beginSignIn', { provider: 'work' }, 'url secret');
    const answer = await provider.visit(url, newId(), verified('surplus'));
    const foreign = await begin();
    const attempt = async (input: object) => (await ask(anonymous, 'completeSignIn', input)).errors;

    expect(await attempt({ secret, ...answer })).toMatchObject([{ __typename: 'QuotaReached' }]);
    const visited = await provider.visit(foreign.url, newId(), verified('surplus'));
    for (const sealed of [foreign.secret, newId(), newId()]) {
      expect(await attempt({ ...visited, secret: sealed })).toMatchObject([{ __typename: 'InvalidSignIn' }]);
    }
    expect(await attempt({ ...visited, secret: newId() })).toMatchObject([{ __typename: 'TooManyAttempts' }]);
  });
});

it('a provider that is away is not told as the mistake of the person', async () => {
  const { errors } = await users.ask(anonymous, 'mutation { beginSignIn(input: { provider: "away" }) { url } }');

  expect(errors).toMatchObject([{ code: 'SERVICE_BUSY', message: expect.stringContaining('Work account') }]);
});

it('the secret of the client is sent in the way that the provider takes', async () => {
  settings.people.organization = users.organizationId;
  const { url, secret } = await begin('posting');

  const answer = await posting.visit(url, newId(), verified('poster'));

  expect((await complete({ secret, ...answer })).errors).toEqual([]);
});

it.each(['work', 'posting'])(
  'a wrong secret of the client is our mistake, and not that of the person: %s',
  async (id) => {
    const { url, secret } = await begin(`${id}-wrong`);
    const answer = await (id === 'work' ? provider : posting).visit(url, newId(), verified('nobody'));

    const { errors } = await users.ask(
      anonymous,
      'mutation ($input: CompleteSignInInput!) { completeSignIn(input: $input) { accessToken } }',
      { input: { secret, ...answer } },
    );

    expect(errors).toMatchObject([{ code: 'SERVICE_BUSY' }]);
  },
);

describe('the file of providers', () => {
  const written = async (content: unknown) => {
    const folder = await mkdtemp(join(tmpdir(), 'tributary-providers-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'providers.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const entry = {
    id: 'work',
    name: 'Work',
    issuer: 'https://login.example',
    clientId: 'tributary',
    redirectUrl: 'https://app.example/signed-in',
    people: { organization: formatId('org', newId()), emailDomains: ['Example.com'] },
  };

  it('needs little, and adds and links nobody unless it says so', async () => {
    const [read] = readProviders(await written({ providers: [entry] }));

    expect(read).toMatchObject({
      clientSecret: null,
      scopes: ['openid', 'email', 'profile'],
      people: { emailDomains: ['example.com'], newPeople: null, linkPeople: false },
    });
  });

  it.each([
    ['no JSON', '{', /^Cannot read the identity providers/],
    ['an unknown key', { providers: [], x: 1 }, /Unrecognized key/],
    ['no domain', { providers: [{ ...entry, people: { ...entry.people, emailDomains: [] } }] }, /emailDomains/],
    ['another id', { providers: [{ ...entry, people: { ...entry.people, organization: 'Delta' } }] }, /org_ and 32/],
    ['plain http', { providers: [{ ...entry, issuer: 'http://login.example' }] }, /https/],
    ['no openid', { providers: [{ ...entry, scopes: ['email'] }] }, /openid/],
    ['one id twice', { providers: [entry, entry] }, /different ids/],
  ])('stops the start for %s', async (_, content, says) => {
    const path = await written(content);

    expect(() => readProviders(path)).toThrow(says);
  });
});
