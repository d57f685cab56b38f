import { Kind, parse, print, visit, type ConstDirectiveNode } from 'graphql';
import type { SupergraphCase } from './supergraph-case.ts';

/** A source of whole numbers from 0 to below a bound. */
export type Random = (bound: number) => number;

/** Numbers that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

export const scopes = ['a', 'b', 'c'];
export const policies = ['p', 'q'];
/** Of so many places, one gets a requirement. */
const oneIn = { field: 7, type: 12 };

const requirements = [
  '@authenticated',
  '@requiresScopes(scopes: [["a"]])',
  '@requiresScopes(scopes: [["a", "b"], ["c"]])',
  '@requiresScopes(scopes: [["b"], ["a", "c"]])',
  '@policy(policies: [["p"]])',
  '@policy(policies: [["p", "q"]])',
];

/**
 * The case with requirements at random objects, fields, enums and scalars, so many times rarer than usual. It may not
 * compose.
 */
export function guardRandomly(supergraphCase: SupergraphCase, random: Random, rarity: number): SupergraphCase {
  const guards = <Node extends { directives?: readonly ConstDirectiveNode[] }>(node: Node, bound: number): Node =>
    random(bound * rarity) === 0
      ? {
          ...node,
          directives: [...(node.directives ?? []), directiveOf(requirements[random(requirements.length)] ?? '')],
        }
      : node;
  /** A field that needs others needs their requirements, which a random choice seldom gives. */
  const needsOthers = /@(?:requires|fromContext|external)\b/;
  const guard = (sdl: string): string =>
    print(
      visit(parse(sdl), {
        ObjectTypeDefinition: (node) => {
          const fields = (node.fields ?? []).map((field) =>
            needsOthers.test(print(field)) ? field : guards(field, oneIn.field),
          );
          const isPlain = !['Query', 'Mutation'].includes(node.name.value) && !print(node).includes('@interfaceObject');
          return { ...(isPlain ? guards(node, oneIn.type) : node), fields };
        },
        EnumTypeDefinition: (node) => guards(node, oneIn.type),
        ScalarTypeDefinition: (node) => guards(node, oneIn.type),
      }),
    );
  const subgraphs = Object.entries(supergraphCase.subgraphs).map(([name, sdl]) => [name, guard(sdl)]);
  return { ...supergraphCase, subgraphs: Object.fromEntries(subgraphs) };
}

function directiveOf(text: string): ConstDirectiveNode {
  const [definition] = parse(`scalar S ${text}`, { noLocation: true }).definitions;
  const directive = definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? definition.directives?.[0] : undefined;
  if (directive === undefined) {
    throw new Error(`${text} is no directive`);
  }
  return directive;
}

/** A subset of a list. */
export function someOf(list: readonly string[], random: Random): string[] {
  return list.filter(() => random(2) === 0);
}
