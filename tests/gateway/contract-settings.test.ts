import { createContractChoice } from '@tributary/gateway/request/choose-contract.ts';
import { contractsShape } from '@tributary/gateway/request/contracts-settings.ts';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const one = { name: 'one', exclude: ['internal'], hosts: ['one.example.com'] };

function mistakeIn(...contracts: unknown[]): string {
  const { error } = contractsShape.safeParse(contracts);
  return error === undefined ? 'none' : z.prettifyError(error);
}

describe('the settings of contracts', () => {
  it.each([
    ['a name given twice', [one, { ...one, hosts: ['two.example.com'] }], 'the name "one" is given twice'],
    [
      'neither tags to include nor to exclude',
      [{ name: 'one', hosts: ['a.b'] }],
      'has neither `include` nor `exclude`',
    ],
    ['a tag in both lists', [{ ...one, include: ['a', 'internal'] }], 'includes and excludes the tag "internal"'],
    [
      'one for everyone that is not the last',
      [
        { ...one, hosts: [] },
        { ...one, name: 'two' },
      ],
      'move it to the end',
    ],
    [
      'two for everyone',
      [
        { ...one, hosts: [] },
        { name: 'two', exclude: ['a'] },
      ],
      'move it to the end',
    ],
    [
      'a host of an earlier one',
      [one, { ...one, name: 'two', hosts: ['ONE.example.com'] }],
      'is never reached by the host',
    ],
    [
      'a host of an earlier pattern',
      [
        { ...one, hosts: ['*.example.com'] },
        { ...one, name: 'two' },
      ],
      'is never reached by the host "one.example.com"',
    ],
    [
      'a pattern within an earlier one',
      [
        { ...one, hosts: ['*.example.com'] },
        { ...one, name: 'two', hosts: ['*.a.example.com'] },
      ],
      'is never reached by the host "*.a.example.com"',
    ],
    [
      'callers of an earlier one',
      [
        { ...one, callers: { expression: 'true' } },
        { ...one, name: 'two', hosts: [], callers: { expression: 'true' } },
      ],
      'is never reached by its callers',
    ],
    ['a host with a port', [{ ...one, hosts: ['a.b:80'] }], 'Write names without scheme and port'],
    ['an expression that is none', [{ ...one, callers: { expression: 'claims.' } }], 'is no valid CEL'],
    ['headers in an expression', [{ ...one, callers: { expression: "headers.a == 'b'" } }], 'is no valid CEL'],
    ['a tag with a space', [{ ...one, exclude: ['a b'] }], 'must be letters'],
    ['an unknown key', [{ ...one, tags: [] }], 'Unrecognized key'],
  ])('refuse %s', (_what, contracts, message) => {
    expect(mistakeIn(...contracts)).toContain(message);
  });

  it('admit a host within a later pattern, and one for everyone at the end', () => {
    expect(mistakeIn(one, { ...one, name: 'two', hosts: ['*.example.com'] }, { name: 'three', include: ['a'] })).toBe(
      'none',
    );
  });
});

describe('the choice', () => {
  const caller: Caller = {
    ...anonymousCaller,
    issuer: 'i',
    subject: 's',
    tenant: 't',
    scopes: ['a'],
    claims: { azp: 'acme' },
  };
  const choose = (expression: string, given = caller) =>
    createContractChoice([{ name: 'one', include: [], exclude: ['x'], hosts: [], callers: { expression } }])({
      caller: given,
      headers: { host: 'localhost' },
    });

  it.each([
    "issuer == 'i' && subject == 's' && tenant == 't'",
    "'a' in scopes",
    "claims.azp == 'acme'",
    "has(claims.azp) && claims.azp.startsWith('ac')",
  ])('fits where %s is true', (expression) => {
    expect(choose(expression)).toBe('one');
    expect(choose(expression, anonymousCaller)).toBeNull();
  });

  it.each(["claims.none == 'a'", 'subject', '1', "'a' in claims.azp", "claims.azp == 'other'"])(
    'does not fit where %s fails, or gives anything else',
    (expression) => {
      expect(choose(expression)).toBeNull();
    },
  );

  it('fits anonymous callers where an expression says so', () => {
    expect(choose('subject == null', anonymousCaller)).toBe('one');
    expect(choose('subject == null')).toBeNull();
  });

  it('takes the first contract that fits, and the host where no contract fits the caller', () => {
    const of = (name: string, expression: string, host: string) => ({
      name,
      include: [],
      exclude: ['x'],
      hosts: [host],
      callers: { expression },
    });
    const chosen = createContractChoice([
      of('one', "tenant == 'none'", 'a.b'),
      of('two', "'a' in scopes", 'c.d'),
      of('three', 'true', 'e.f'),
    ]);

    expect(chosen({ caller, headers: { host: 'a.b' } })).toBe('two');
    expect(chosen({ caller: { ...caller, scopes: [] }, headers: { host: 'a.b' } })).toBe('three');
    expect(createContractChoice([of('one', 'false', 'a.b')])({ caller, headers: { host: 'A.B:80' } })).toBe('one');
    expect(createContractChoice([of('one', 'false', 'a.b')])({ caller, headers: {} })).toBeNull();
    expect(createContractChoice([])({ caller, headers: { host: 'a.b' } })).toBeNull();
  });
});
