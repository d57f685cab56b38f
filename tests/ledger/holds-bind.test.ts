import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import { describe, expect, it } from 'vitest';
import type { LedgerState } from '../../subgraphs/ledger/write/rules/books.ts';
import { decide } from '../../subgraphs/ledger/write/rules/decide.ts';
import {
  aCapture,
  aClient,
  ada,
  after,
  aHold,
  aRaise,
  aState,
  aVoid,
  bob,
  codes,
  now,
  operator,
} from './states-and-commands.ts';

const formerOperator: SignedInViewer = { ...ada, id: 'former' };

/** Ada's account is the payer, and Bob's the payee. */
const viewers = {
  operator,
  'unconfined client': aClient('whole', { accountIds: null }),
  payer: ada,
  "payer's client": aClient('adas', { accountIds: ['payer'] }),
  payee: bob,
  "payee's client": aClient('bobs', { accountIds: ['payee', 'other'] }),
  'client of both sides': aClient('both', { accountIds: ['payer', 'payee'] }),
  'former operator': formerOperator,
  'third person': { ...ada, id: 'eve' },
  'client of a third account': aClient('eves', { accountIds: ['other'] }),
  "payee's client without the scope": {
    kind: 'client',
    id: 'reader',
    organizationId: operator.organizationId,
    scopes: ['transfers:read'],
    accountIds: ['payee'],
    expiresAt: operator.expiresAt,
  },
} as const satisfies Record<string, SignedInViewer>;
type Name = keyof typeof viewers;
const names = Object.keys(viewers).filter((name): name is Name => name in viewers);

const accounts = aState({
  payer: { available: 100n, ownerId: ada.id },
  payee: { ownerId: bob.id },
  other: { ownerId: 'eve' },
});

/** The ledger with a hold `h` by a maker. */
const heldBy = (maker: SignedInViewer, revocable: boolean): LedgerState =>
  after(accounts, [aHold({ id: 'h', amount: 50n, viewer: maker, revocable })]);

/** The state with holds from the version before `revocable`. */
const ofEarlierVersion = (state: LedgerState): LedgerState => ({
  ...state,
  holds: new Map([...state.holds].map(([id, hold]) => [id, { ...hold, revocable: null }])),
});

const former = (state: LedgerState): LedgerState => ({
  ...state,
  holds: new Map([...state.holds].map(([id, hold]) => [id, { ...hold, maker: 'usr:former' }])),
});

/** Viewers who may always capture and void: the payee, and those who act for the payee. */
const payees: readonly Name[] = ['operator', 'unconfined client', 'payee', "payee's client", 'client of both sides'];
/** Viewers who may debit the payer's account. */
const raisers: ReadonlySet<Name> = new Set([
  'operator',
  'unconfined client',
  'payer',
  "payer's client",
  'client of both sides',
]);
/** Viewers to whom the hold does not exist. */
const strangers: ReadonlySet<Name> = new Set(['third person', 'client of a third account', 'former operator']);

describe.each<{ made: string; state: LedgerState; capture: readonly Name[]; void: readonly Name[] }>([
  { made: 'an operator', state: heldBy(operator, false), capture: payees, void: payees },
  { made: 'an operator, revocable', state: heldBy(operator, true), capture: payees, void: payees },
  {
    made: 'an operator of the version before',
    state: ofEarlierVersion(heldBy(operator, false)),
    capture: payees,
    void: payees,
  },
  { made: 'an unconfined client', state: heldBy(viewers['unconfined client'], false), capture: payees, void: payees },
  { made: 'the payer', state: heldBy(ada, false), capture: [...payees, 'payer'], void: payees },
  { made: 'the payer, revocable', state: heldBy(ada, true), capture: [...payees, 'payer'], void: [...payees, 'payer'] },
  {
    made: 'the payer in the version before',
    state: ofEarlierVersion(heldBy(ada, false)),
    capture: [...payees, 'payer'],
    void: [...payees, 'payer'],
  },
  {
    made: "the payer's client",
    state: heldBy(viewers["payer's client"], false),
    capture: [...payees, "payer's client"],
    void: payees,
  },
  {
    made: "the payer's client, revocable",
    state: heldBy(viewers["payer's client"], true),
    capture: [...payees, "payer's client"],
    void: [...payees, "payer's client"],
  },
  {
    made: 'a former operator',
    state: former(heldBy(operator, false)),
    capture: [...payees, 'former operator'],
    void: [...payees, 'former operator'],
  },
])('a hold by $made', ({ state, capture, void: voiding }) => {
  const refusalFor = (name: Name, permitted: readonly Name[]) =>
    permitted.includes(name) ? null : strangers.has(name) ? 'HOLD_NOT_FOUND' : 'NOT_PERMITTED';

  it.each(names)('is captured by permitted viewers only: %s', (name) => {
    const viewer = viewers[name];

    const whole = decide(state, [aCapture({ amount: null, viewer })], now);
    const inParts = decide(state, [aCapture({ amount: 20n, viewer }), aCapture({ amount: 30n, viewer })], now);

    const refusal = refusalFor(name, capture);
    expect(codes(whole)).toEqual([refusal]);
    expect(codes(inParts)).toEqual([refusal, refusal]);
    expect(whole.rows).toHaveLength(refusal === null ? 1 : 0);
  });

  it.each(names)('is raised by those who may debit the payer, whoever made it: %s', (name) => {
    const decision = decide(state, [aRaise({ amount: 10n, viewer: viewers[name] })], now);

    const isMaker = capture.includes(name);
    const refusal = raisers.has(name) ? null : strangers.has(name) && !isMaker ? 'HOLD_NOT_FOUND' : 'NOT_PERMITTED';
    expect(codes(decision)).toEqual([refusal]);
    expect(decision.rows).toHaveLength(refusal === null ? 1 : 0);
  });

  it.each(names)('is captured above what is left by operators alone: %s', (name) => {
    const above = { ...aCapture({ amount: 60n, viewer: viewers[name] }), raiseId: 'raise' };

    const refusal = refusalFor(name, capture) ?? (name === 'operator' ? null : 'NOT_PERMITTED');
    expect(codes(decide(state, [above], now))).toEqual([refusal]);
  });

  it.each(names)('is voided by permitted viewers only: %s', (name) => {
    const decision = decide(state, [aVoid('h', viewers[name])], now);

    const refusal = refusalFor(name, voiding);
    expect(codes(decision)).toEqual([refusal]);
    expect(decision.rows).toHaveLength(refusal === null ? 1 : 0);
  });
});

it('a hold shows its state only to viewers who may change it', () => {
  const over = after(heldBy(ada, false), [aVoid()]);

  const decision = decide(
    over,
    [
      aVoid('h', bob),
      aVoid('h', ada),
      aCapture({ amount: null, viewer: ada }),
      aVoid('h', viewers['third person']),
      aVoid('none', bob),
    ],
    now,
  );

  expect(codes(decision)).toEqual([
    'HOLD_NOT_OPEN',
    'NOT_PERMITTED',
    'HOLD_NOT_OPEN',
    'HOLD_NOT_FOUND',
    'HOLD_NOT_FOUND',
  ]);
});

it('a hold may be voided within the batch that made it, by the same rule', () => {
  const commands = (revocable: boolean) => [
    aHold({ id: 'h', amount: 50n, viewer: ada, revocable }),
    aVoid('h', ada),
    aVoid('h', bob),
  ];

  expect(codes(decide(accounts, commands(false), now))).toEqual([null, 'NOT_PERMITTED', null]);
  expect(codes(decide(accounts, commands(true), now))).toEqual([null, null, 'HOLD_NOT_OPEN']);
});

it('a hold may be voided by one person who is the payer and the payee', () => {
  const state = aState({ payer: { available: 100n, ownerId: ada.id }, payee: { ownerId: ada.id } });

  expect(codes(decide(state, [aHold({ id: 'h', amount: 50n, viewer: ada }), aVoid('h', ada)], now))).toEqual([
    null,
    null,
  ]);
});
