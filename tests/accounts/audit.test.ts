import { formatId, newId, parseId } from '@tributary/domain/ids.ts';
import type { Viewer } from '@tributary/domain/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trailOf } from '../users/audit-trail.ts';
import { clientViewer, inputOf } from '../users/open-users.ts';
import { openAccounts } from './open-accounts.ts';

/** The client address of the requests. */
const address = '192.0.2.1';

let books: Awaited<ReturnType<typeof openAccounts>>;

beforeAll(async () => {
  books = await openAccounts();
});
afterAll(() => books.close());

const operator = () => books.users.olga.viewer;
const olga = () => formatId('usr', books.users.olga.id);
const about = (id: string) => trailOf(books.users.ask, operator(), { subjectId: id });
const change = async (name: string, input: object, viewer: Viewer = operator()) => {
  const { data, errors } = await books.ask(
    viewer,
    `mutation ($input: ${inputOf(name)}) { ${name}(input: $input) { errors { code } } }`,
    { input },
  );
  return [...errors, ...(data?.[name].errors ?? [])].map(({ code }) => code);
};

describe('the audit trail of an account', () => {
  it('has its opening once, with all its values, however often the request is repeated', async () => {
    const input = { idempotencyKey: newId(), name: 'Savings', externalId: newId(), metadata: { b: '2', a: '1' } };
    const id = await books.opened(books.users.ada.id, input);
    await books.opened(books.users.ada.id, input);

    expect(await about(id)).toEqual([
      {
        ...{ action: 'ACCOUNT_OPENED', actor: olga(), subject: id, address },
        changes: {
          name: [null, 'Savings'],
          externalId: [null, input.externalId],
          class: [null, 'LIABILITY'],
          currency: [null, 'EUR'],
          ownerId: [null, formatId('usr', books.users.ada.id)],
          status: [null, 'OPEN'],
          overdraftLimit: [null, '0 EUR'],
          metadata: [null, '{"a":"1","b":"2"}'],
        },
      },
    ]);
  });

  it('has each change with the values before and after, and none that changes nothing', async () => {
    const id = await books.opened(null, { name: 'Old' });

    await change('updateAccount', { id, name: 'New', metadata: { a: '1' } });
    await change('updateAccount', { id, name: 'New', metadata: { a: '1' } });
    await change('updateAccount', { id, overdraftLimit: { amount: '12.50', currency: 'EUR' }, name: 'Newer' });
    await change('updateAccount', { id, overdraftLimit: null });
    await change('freezeAccount', { id });
    await change('freezeAccount', { id });
    await change('unfreezeAccount', { id });
    await change('closeAccount', { id });

    const event = (action: string, changes: object) => ({ action, actor: olga(), subject: id, address, changes });
    expect((await about(id)).slice(1)).toEqual([
      event('ACCOUNT_UPDATED', { name: ['Old', 'New'], metadata: [null, '{"a":"1"}'] }),
      event('OVERDRAFT_LIMIT_CHANGED', { name: ['New', 'Newer'], overdraftLimit: ['0 EUR', '1250 EUR'] }),
      event('OVERDRAFT_LIMIT_CHANGED', { overdraftLimit: ['1250 EUR', 'UNLIMITED'] }),
      event('ACCOUNT_FROZEN', { status: ['OPEN', 'FROZEN'] }),
      event('ACCOUNT_UNFROZEN', { status: ['FROZEN', 'OPEN'] }),
      event('ACCOUNT_CLOSED', { status: ['OPEN', 'CLOSED'] }),
    ]);
  });

  it('names the customer or the API client that made a change', async () => {
    const { ada, organizationId } = books.users;
    const id = await books.opened(ada.id, { name: 'Old' });
    const client = clientViewer(organizationId, ['accounts:write', 'accounts:read']);

    expect(await change('updateAccount', { id, name: 'Mine' }, ada.viewer)).toEqual([]);
    expect(await change('updateAccount', { id, name: 'Theirs' }, client)).toEqual([]);

    const rows = await books.sql`select actor_kind, actor_id from audit.events order by sequence desc limit 2`;
    expect(rows.map((row) => [row['actor_kind'], row['actor_id']])).toEqual([
      ['API_CLIENT', client.kind === 'client' ? client.id : null],
      ['USER', ada.id],
    ]);
  });

  it('has nothing for a refused change', async () => {
    const id = await books.opened(books.users.ada.id, { name: 'Old' });
    await change('closeAccount', { id });
    const before = await about(id);

    expect(await change('freezeAccount', { id })).toEqual(['ACCOUNT_NOT_OPEN']);
    expect(await change('updateAccount', { id, name: '' })).toEqual(['INVALID_INPUT']);
    expect(await change('updateAccount', { id, overdraftLimit: null })).not.toEqual([]);
    expect(await change('freezeAccount', { id }, books.users.ada.viewer)).toEqual(['FORBIDDEN']);
    expect(await change('freezeAccount', { id }, books.users.stranger.viewer)).toEqual(['ACCOUNT_NOT_FOUND']);

    expect(await about(id)).toEqual(before);
  });
});

describe('a change that a restart finishes', () => {
  it('is in the trail once, with the actor and the address of its request, which are then forgotten', async () => {
    const id = await books.opened();
    books.connection.state = 'losing responses';
    await change('freezeAccount', { id });
    const waiting = await books.sql`select address from accounts.intents where applied_at is null`;
    const meanwhile = await about(id);
    books.connection.state = 'available';

    await books.replay();
    await books.replay();

    expect(waiting.map((row) => row['address'])).toEqual([address]);
    expect(meanwhile).toHaveLength(1);
    expect((await about(id)).slice(1)).toEqual([
      { action: 'ACCOUNT_FROZEN', actor: olga(), subject: id, address, changes: { status: ['OPEN', 'FROZEN'] } },
    ]);
    const kept = await books.sql`select from accounts.intents where address is not null`;
    expect(kept).toHaveLength(0);
  });

  it('has no actor if a process of the version before recorded it', async () => {
    const id = await books.opened();
    await books.sql`
      insert into accounts.intents (id, organization_id, account_id, kind)
      values (${newId()}, ${books.users.organizationId}, ${parseId('acct', id)}, 'FREEZE')`;

    await books.replay();

    expect((await about(id)).slice(1)).toMatchObject([{ action: 'ACCOUNT_FROZEN', actor: null, address: null }]);
  });

  it('keeps no address if a process of the version before applies it', async () => {
    const id = await books.opened();
    const intent = newId();
    await books.sql`
      insert into accounts.intents (id, organization_id, account_id, kind, subject, address)
      values (${intent}, ${books.users.organizationId}, ${parseId('acct', id)}, 'FREEZE', 'usr:x', ${address})`;

    await books.sql`update accounts.intents set applied_at = now() where id = ${intent}`;

    expect(await books.sql`select address from accounts.intents where id = ${intent}`).toEqual([{ address: null }]);
  });
});
