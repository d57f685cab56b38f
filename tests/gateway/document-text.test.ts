import { textOfDocument } from '@tributary/gateway/planning/document-text.ts';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { describe, expect, test } from 'vitest';

describe('the text of a document', () => {
  test.each([
    '{ a }',
    '# note\n query Q ( $a : [Int!]! = [ 1, 2 ] ) @d { ... on T { a : b ( x : $a, y: -1.5e3 ) @skip(if:true) } ...F }\n\n fragment F on T { ...{a} b }',
    '{ a(x: 1 y: "two # not a comment" z: ENUM w: {k: null, l: true}) ... F }',
    'mutation{a(list:[1 2 3]){...on A{id}...on B{id}}}#end',
    '"about" query Q("what" $a: Int) { a }',
  ])('is that without ignored characters: %s', (text) => {
    expect(textOfDocument(parse(text))).toBe(stripIgnoredCharacters(text));
  });

  test('keeps the value of block strings', () => {
    const text = '{ a(x: """\n   one\n     two # no comment\n   """ y: """""" z: """\\""" """) b }';
    expect(print(parse(textOfDocument(parse(text))))).toBe(print(parse(text)));
  });

  test('is printed where a document was not parsed from a text', () => {
    const { loc: _, ...document } = parse('{ a }', { noLocation: true });
    expect(textOfDocument(document)).toBe(print(document));
  });
});
