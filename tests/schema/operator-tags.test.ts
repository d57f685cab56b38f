import { readFileSync } from 'node:fs';
import { Kind, parse, type FieldDefinitionNode } from 'graphql';
import { expect, it } from 'vitest';

const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** The fields of the roots, as `Query.me`. */
function rootFields(isWanted: (field: FieldDefinitionNode) => boolean): string[] {
  return parse(supergraphSdl).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && /^(?:Query|Mutation)$/.test(definition.name.value)
      ? (definition.fields ?? []).filter(isWanted).map(({ name }) => `${definition.name.value}.${name.value}`)
      : [],
  );
}

const hasTag = ({ directives = [] }: FieldDefinitionNode) => directives.some(({ name }) => name.value === 'tag');

it('every operation that is for operators alone has the tag of operators, and no other', () => {
  const forOperators = rootFields(({ description }) => description?.value.endsWith(' For operators.') === true);

  expect(forOperators).not.toEqual([]);
  expect(rootFields(hasTag)).toEqual(forOperators);
});
