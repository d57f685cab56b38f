import { defaultLimits, limitRules } from '@tributary/gateway/request/rules/limits.ts';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const schema = buildSchema('directive @note on FIELD type Query { a: Query b: Int }');
const rules = limitRules({ ...defaultLimits, depth: 3, aliases: 2, directives: 2 });
const problemsOf = (document: string) => validate(schema, parse(document), rules).map(({ message }) => message);

describe('the limit', () => {
  it.each([
    { what: 'as deep as it', document: '{ a { a { b } } }' },
    { what: 'with as many aliases', document: '{ x: b y: b }' },
    { what: 'with as many directives', document: '{ b @note a { b @note } }' },
    { what: 'with deeper introspection', document: getIntrospectionQuery() },
    { what: 'with an unused deep fragment', document: '{ ...F } fragment F on Query { a { a { b } } }' },
    { what: 'with a fragment that contains itself', document: '{ ...F } fragment F on Query { a { ...F } }' },
  ])('allows a document $what', ({ document }) => {
    expect(problemsOf(document)).toEqual([]);
  });

  it.each([
    { what: 'deeper than the limit', document: '{ a { a { a { b } } } }', problem: /nested deeper than 3 levels/ },
    {
      what: 'deeper by a fragment',
      document: '{ a { ...F } } fragment F on Query { a { ... { a { b } } } }',
      problem: /nested deeper than 3 levels/,
    },
    {
      what: 'deeper beside introspection',
      document: '{ __schema { types { name } } a { a { a { b } } } }',
      problem: /nested deeper than 3 levels/,
    },
    { what: 'with more aliases', document: '{ x: b y: b a { z: b } }', problem: /more than 2 aliases/ },
    { what: 'with more directives', document: '{ b @note a { b @note @note } }', problem: /more than 2 directives/ },
  ])('refuses a document $what, once', ({ document, problem }) => {
    expect(problemsOf(document)).toEqual([expect.stringMatching(problem)]);
  });
});
