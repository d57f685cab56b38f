import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { formatId, newId } from '@tributary/domain/ids.ts';
import { callerRules } from '@tributary/domain/speaking-rules.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { openLedgerSubgraph } from '@tributary/ledger/ledger-subgraph.ts';
import { createCallerSigner } from '@tributary/platform/caller-signer.ts';
import { createTrust } from '@tributary/platform/caller-verifier.ts';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import { openHints } from '@tributary/platform/hints.ts';
import { makeServiceKeys, openMadeKeys } from '@tributary/platform/made-service-keys.ts';
import { parseServiceKey } from '@tributary/platform/service-key.ts';
import { parseTrustedKeys } from '@tributary/platform/trusted-keys.ts';
import { speakingServices } from '@tributary/registry/speaking-services.ts';
import { expect, it, onTestFinished } from 'vitest';
import { collectLogs } from '../support/collect-logs.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { silentLog } from '../support/open-test-gateway.ts';

// Attacks on the signatures by which services name callers. Each attacker has what a service or a listener on the
// network has: public keys, signatures for others, or one private key.

const made = makeServiceKeys({ ...speakingServices, relay: ['delegated'] });
const rules = callerRules.speaking;
const { trust, signerOf } = openMadeKeys(made, { rules, log: silentLog });
const verifyCaller = trust.verifierFor('ledger');
const gatewayKey = parseServiceKey(made.privateKeys['gateway']);
const refusal = { message: 'This subgraph answers its gateway only.', extensions: { code: 'UNAUTHENTICATED' } };

const organizationId = newId();
const expiresAt = 4_000_000_000;
const person = callerOf({ kind: 'user', id: newId(), organizationId, role: 'OPERATOR', expiresAt });
const client = callerOf({ kind: 'client', id: newId(), organizationId, scopes: [], accountIds: null, expiresAt });
const serviceViewer = (name: string): Viewer => ({ kind: 'service', name, organizationId });
const service = (name: string) => callerOf(serviceViewer(name));

const now = () => Math.floor(Date.now() / 1_000);
const claimsNow = () => ({ ...person, iss: 'gateway', aud: 'ledger', iat: now(), exp: now() + 60 });
const headerOfGateway = { alg: 'EdDSA', typ: 'caller+jwt', kid: gatewayKey.kid };

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the gateway signs it, except for the given parts. An undefined value takes a part out. */
function forge({
  header = {},
  claims = {},
  key = gatewayKey.privateKey,
  signature = (text: Buffer) => sign(null, text, key),
}: {
  header?: object;
  claims?: object;
  key?: KeyObject;
  signature?: (text: Buffer) => Buffer;
} = {}): string {
  const text = `${encode({ ...headerOfGateway, ...header })}.${encode({ ...claimsNow(), ...claims })}`;
  return `${text}.${signature(Buffer.from(text)).toString('base64url')}`;
}

it('the token that the attacks alter is valid itself', async () => {
  expect(await verifyCaller(forge())).toEqual(person);
});

const stranger = generateKeyPairSync('ed25519');
const trustedText = JSON.stringify(made.trusted);
const publicX = made.trusted.keys[0]?.x ?? '';

it.each<[string, () => string]>([
  ...[publicX, trustedText, Buffer.from(publicX, 'base64url')].map((secret): [string, () => string] => [
    'HS256 with the public key as its secret',
    () => forge({ header: { alg: 'HS256' }, signature: (text) => createHmac('sha256', secret).update(text).digest() }),
  ]),
  ['no algorithm, without a signature', () => forge({ header: { alg: 'none' }, signature: () => Buffer.alloc(0) })],
  ['no algorithm, with a signature', () => forge({ header: { alg: 'none' } })],
  ['another name of the algorithm', () => forge({ header: { alg: 'eddsa' } })],
  ['a key of a stranger under the same kid', () => forge({ key: stranger.privateKey })],
  ['an unknown kid', () => forge({ header: { kid: 'unknown' }, key: stranger.privateKey })],
  ['no kid', () => forge({ header: { kid: undefined } })],
  ['another audience', () => forge({ claims: { aud: 'accounts' } })],
  ['several audiences', () => forge({ claims: { aud: ['ledger', 'accounts'] } })],
  ['no audience', () => forge({ claims: { aud: undefined } })],
  ['the name of another service', () => forge({ claims: { iss: 'accounts' } })],
  ['no service', () => forge({ claims: { iss: undefined } })],
  ['an end in the past', () => forge({ claims: { iat: now() - 70, exp: now() - 10 } })],
  ['no end', () => forge({ claims: { exp: undefined } })],
  ['an end that is no number', () => forge({ claims: { exp: String(now() + 60) } })],
  ['a longer life than a service signs', () => forge({ claims: { exp: now() + 3_600 } })],
  ['no time', () => forge({ claims: { iat: undefined } })],
  ['a beginning in the future', () => forge({ claims: { nbf: now() + 30 } })],
  ['a critical extension', () => forge({ header: { crit: ['b64'], b64: true } })],
  [
    'its own key in the header',
    () => forge({ header: { jwk: stranger.publicKey.export({ format: 'jwk' }) }, key: stranger.privateKey }),
  ],
  [
    'a URL of keys in the header',
    () => forge({ header: { jku: 'http://127.0.0.1:9/keys' }, key: stranger.privateKey }),
  ],
  ['a URL of a certificate in the header', () => forge({ header: { x5u: 'http://127.0.0.1:9/x' } })],
  ['another type', () => forge({ header: { typ: 'JWT' } })],
  ['no type', () => forge({ header: { typ: undefined } })],
  ['a subject that is no text', () => forge({ claims: { subject: 7 } })],
  [
    'altered claims',
    () => [forge().split('.')[0], encode({ ...claimsNow(), subject: null }), forge().split('.')[2]].join('.'),
  ],
  ['a longer signature', () => `${forge()}A`],
  ['a part too many', () => `${forge()}.${encode({})}`],
  ['1 MB', () => forge({ claims: { claims: { note: 'x'.repeat(1_000_000) } } })],
  ['1 MB without a form', () => 'x'.repeat(1_000_000)],
  ['a thousand parts to forward', () => Array(1_000).fill(forge()).join('~')],
  ['nothing', () => ''],
])('refuses a token with %s', async (_attack, tokenOf) => {
  await expect(verifyCaller(tokenOf())).rejects.toMatchObject(refusal);
});

const sayings: [service: string, says: string, caller: Caller, isPermitted: boolean][] = [
  ['gateway', 'a person', person, true],
  ['gateway', 'a client', client, true],
  ['gateway', 'an anonymous caller', anonymousCaller, true],
  ['gateway', 'the service viewer', service('accounts'), false],
  ['gateway', 'the service viewer by its own name', service('gateway'), false],
  ['gateway', 'a delegated caller', { ...person, act: { sub: 'gateway' } }, false],
  ['accounts', 'its own service viewer', service('accounts'), true],
  ['accounts', 'the service viewer of another', service('ledger'), false],
  ['accounts', 'a person', person, false],
  ['accounts', 'a client', client, false],
  ['accounts', 'an anonymous caller', anonymousCaller, false],
  ['accounts', 'a service viewer with an end', { ...service('accounts'), expiresAt }, false],
  ['accounts', 'a delegated caller', { ...person, act: { sub: 'accounts' } }, false],
  ['accounts', 'a delegated service viewer', { ...service('accounts'), act: { sub: 'accounts' } }, false],
  ['relay', 'a delegated caller', { ...person, act: { sub: 'relay' } }, true],
  ['relay', 'a person without `act`', person, false],
  ['relay', 'a caller for whom another acts', { ...person, act: { sub: 'gateway' } }, false],
  ['relay', 'a delegated service viewer', { ...service('relay'), act: { sub: 'relay' } }, false],
  ['relay', 'a delegated anonymous caller', { ...anonymousCaller, act: { sub: 'relay' } }, false],
  ['relay', 'its own service viewer', service('relay'), false],
];

it.each(sayings)('the key of %s that says %s', async (name, _says, caller, isPermitted) => {
  const said = await verifyCaller(signerOf(name).sign(caller, 'ledger')).catch(() => 'refused');

  expect(said).toEqual(isPermitted ? caller : 'refused');
});

it('a signature is of no use at another subgraph, nor at the routes of the issuer', async () => {
  const signed = signerOf('gateway').sign(person, 'users');

  expect(await trust.verifierFor('users')(signed)).toEqual(person);
  for (const receiver of ['ledger', 'accounts', 'tributary:issuer']) {
    await expect(trust.verifierFor(receiver)(signed)).rejects.toMatchObject(refusal);
  }
});

it('nobody forwards a caller who was not named to them, and only who may forward does', async () => {
  const toAccounts = signerOf('gateway').sign(person, 'accounts');
  const toLedger = signerOf('gateway').sign(person, 'ledger');
  const accounts = signerOf('accounts');
  const [, forwarding = ''] = accounts.forward(toAccounts, 'ledger').split('~');

  expect(await verifyCaller(accounts.forward(toAccounts, 'ledger'))).toEqual(person);
  for (const token of [
    accounts.forward(toLedger, 'ledger'),
    accounts.forward(toAccounts, 'users'),
    accounts.forward(accounts.sign(service('accounts'), 'accounts'), 'ledger').replace(/~.*/, `~${forwarding}`),
    accounts.forward(accounts.forward(toAccounts, 'accounts'), 'ledger'),
    accounts.forward(forge({ key: stranger.privateKey, claims: { aud: 'accounts' } }), 'ledger'),
    signerOf('relay').forward(signerOf('gateway').sign(person, 'relay'), 'ledger'),
    signerOf('gateway').forward(signerOf('gateway').sign(person, 'gateway'), 'ledger'),
    // A listener takes the two apart, or puts them together anew.
    toAccounts,
    forwarding,
    `~${forwarding}`,
    `${toAccounts}~`,
    `${accounts.forward(toAccounts, 'ledger')}~${forwarding}`,
    `${toLedger}~${forwarding}`,
    `${toAccounts}~${toLedger}`,
    `${forwarding}~${toAccounts}`,
  ]) {
    await expect(verifyCaller(token)).rejects.toMatchObject(refusal);
  }
});

it('a receiver whose clock is behind, or ahead by less than a signature counts, works', async () => {
  for (const aheadSeconds of [-600, -50, 50]) {
    const time = now() - aheadSeconds;
    const signed = forge({ claims: { iat: time, exp: time + 60 } });

    expect(await verifyCaller(signed)).toEqual(person);
  }
});

it('a forwarded signature counts no longer than it did by itself', async () => {
  const ended = forge({ claims: { aud: 'accounts', iat: now() - 70, exp: now() - 10 } });

  await expect(verifyCaller(signerOf('accounts').forward(ended, 'ledger'))).rejects.toMatchObject(refusal);
});

it('a key that was withdrawn counts no more', async () => {
  const trusted = { keys: parseTrustedKeys(made.trusted, rules), refresh: async () => {} };
  const verifier = createTrust({ trusted, rules, log: silentLog }).verifierFor('ledger');
  expect(await verifier(signerOf('gateway').sign(person, 'ledger'))).toEqual(person);

  trusted.keys = trusted.keys.filter(({ service: name }) => name !== 'gateway');

  await expect(verifier(signerOf('gateway').sign(client, 'ledger'))).rejects.toMatchObject(refusal);
});

it('the log tells once of a key that says what it may not, and neither it nor an error has a key or a token', async () => {
  const { log, lines, text } = collectLogs();
  const verifier = openMadeKeys(made, { rules, log }).trust.verifierFor('ledger');
  const tokens = [person, client, anonymousCaller].map((caller) => signerOf('accounts').sign(caller, 'ledger'));

  const failures = await Promise.all(tokens.map((token) => verifier(token).catch((error: unknown) => error)));

  expect(lines).toMatchObject([{ service: 'accounts', says: ['service', 'forwarded'] }]);
  const told = text() + JSON.stringify(failures.map((failure) => [failure, String(failure)]));
  for (const secret of [...tokens, ...Object.values(made.privateKeys).map(({ d }) => d)]) {
    expect(told).not.toContain(secret);
  }
});

it('the ledger changes the status of an account for nobody but accounts itself', async () => {
  const hints = openHints({ log: silentLog });
  const databaseUrl = (await freshDatabase()).url;
  const { subgraph, close } = await openLedgerSubgraph({ databaseUrl, trust, hints, log: silentLog });
  onTestFinished(async () => {
    await close();
    await hints.close();
  });
  const open = async (caller: string) => {
    const input = {
      intentId: formatId('int', newId()),
      kind: 'OPEN',
      accountId: formatId('acct', newId()),
      class: 'LIABILITY',
      currency: 'EUR',
      overdraftLimit: '0',
    };
    const query =
      'mutation ($input: ApplyAccountIntentInput!) { applyAccountIntent(input: $input) { status errors { code } } }';
    return subgraph.execute({ query, variables: { input }, caller, requestId: 'test' });
  };
  const impostor = createCallerSigner({ service: 'accounts', key: () => gatewayKey });

  expect(await open(signerOf('accounts').sign(service('accounts'), 'ledger'))).toMatchObject({
    data: { applyAccountIntent: { status: 'OPEN' } },
  });
  for (const signed of [
    signerOf('gateway').sign(service('accounts'), 'ledger'),
    impostor.sign(service('accounts'), 'ledger'),
    signerOf('relay').sign({ ...service('accounts'), act: { sub: 'relay' } }, 'ledger'),
    signerOf('accounts').sign(service('accounts'), 'users'),
  ]) {
    expect(await open(signed)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }
  expect(await open(signerOf('gateway').sign(person, 'ledger'))).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});
