import { openCache } from '@tributary/platform/cache.ts';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteIn, openNotes, type Notes } from './open-notes.ts';

let notes: Notes;
beforeEach(async () => {
  const caches = await openCache({ log: createLogger({ name: 'test', level: 'silent' }) });
  notes = await openNotes({
    caches: [caches],
    writersCaches: caches,
    headerRulesFor: (name) =>
      // Two subgraphs with different rules. A header inserted for one must not hide a header propagated to the other.
      name === 'notes' ? [{ propagate: 'x-language' }] : [{ insert: 'x-language', value: 'en' }],
  });
});
afterEach(() => notes.close());

describe.each([
  { cache: 'the response cache', around: (fields: string) => `{ note { ${fields} } }` },
  { cache: 'the entity cache', around: (fields: string) => `{ pins { note { ${fields} } } }` },
])('$cache', ({ around }) => {
  it('separates viewers, whatever the difference between them', async () => {
    const [organization, otherOrganization] = [formatId('org', newId()), formatId('org', newId())];
    const [user, client] = [formatId('usr', newId()), formatId('cli', newId())];
    const [account, otherAccount] = [formatId('acct', newId()), formatId('acct', newId())];
    const tokens = await Promise.all(
      [
        { sub: user, org: organization, role: 'OPERATOR' },
        { sub: formatId('usr', newId()), org: organization, role: 'OPERATOR' },
        { sub: user, org: otherOrganization, role: 'OPERATOR' },
        { sub: user, org: organization, role: 'CUSTOMER' },
        { sub: client, org: organization, scopes: ['accounts:read'] },
        { sub: client, org: organization, scopes: ['accounts:read', 'users:read'] },
        { sub: client, org: organization, scopes: ['accounts:read'], accounts: [] },
        { sub: client, org: organization, scopes: ['accounts:read'], accounts: [account] },
        { sub: client, org: organization, scopes: ['accounts:read'], accounts: [otherAccount] },
      ].map(notes.token),
    );
    const askAll = () =>
      Promise.all(tokens.map(async (token) => noteIn(await notes.ask(around('reader'), { token }))?.reader));
    await askAll();

    const kept = await askAll();
    const looks = notes.looks();
    const found = await askAll();

    expect(new Set(kept).size).toBe(tokens.length);
    expect(found).toEqual(kept);
    expect(notes.looks()).toBe(looks);
  });

  it('keeps no private answer of an anonymous caller', async () => {
    const token = await notes.operatorToken();
    await notes.ask(around('reader'), { token });

    for (const looks of [2, 3, 4]) {
      const answer = await notes.ask(around('reader'), {});
      expect(noteIn(answer)?.reader).toContain('"subject":null');
      expect(notes.looks()).toBe(looks);
    }
  });

  it('separates answers by variables', async () => {
    const token = await notes.operatorToken();
    const askWith = async (isWanted: boolean) => {
      const query = `query ($isWanted: Boolean!) ${around('version reader @include(if: $isWanted)')}`;
      return noteIn(await notes.ask(query, { token, variables: { isWanted } }))?.reader;
    };

    await askWith(false);

    expect(await askWith(true)).toContain('"subject"');
    expect(await askWith(false)).toBeUndefined();
  });

  it('separates answers by headers to subgraphs', async () => {
    const token = await notes.operatorToken();
    const askIn = (language: string) => notes.ask(around('version'), { token, headers: { 'x-language': language } });

    for (const language of ['en', 'en', 'en', 'de', 'de', 'en']) {
      await askIn(language);
    }

    expect(notes.looks()).toBe(2);
  });

  it('keeps no answer with an error', async () => {
    const token = await notes.operatorToken();

    for (const looks of [1, 2, 3]) {
      const { errors } = await notes.ask(around('version faulty'), { token });
      expect(errors).toHaveLength(1);
      expect(notes.looks()).toBe(looks);
    }
  });
});

it('a mutation is executed each time', async () => {
  const token = await notes.operatorToken();
  const write = async () => noteIn(await notes.ask('mutation { write { version } }', { token }))?.version;

  expect([await write(), await write(), await write()]).toEqual([2, 3, 4]);
});
