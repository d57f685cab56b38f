import { isObject, type Data } from './data.ts';
import type { CostVariables, InputCost } from './cost-inputs.ts';
import type { CostPart, CostSelection } from './cost-parts.ts';
import { entityCost, mutationCost, type FetchCost } from './plan-cost.ts';

/**
 * Counts what an answer of a subgraph cost: the objects that came, by the same weights as the estimate. `objects` are
 * the data of a fetch from the root, or the entities of a list.
 */
export type CountAnswer = (objects: readonly unknown[], variables: CostVariables) => number;

/** The cost of one object. The costs of arguments come in the order of their fields. */
type CountObject = (object: Data, inputCosts: readonly number[]) => number;

/** The functions of the compiled code, and the values that they use. */
type Code = { functions: string[]; inputs: InputCost[]; maps: ReadonlyMap<string, number>[] };

/**
 * Compiles the count for a fetch into JavaScript, like the shape of a response: with names from the plan, counting took
 * half as long as merging the answers.
 */
export function compileCount({ selection, isOfEntities, isMutation }: FetchCost): CountAnswer {
  const code: Code = { functions: [], inputs: [], maps: [] };
  const root = compileSelection(selection, code);
  // All names in this code are generated, or GraphQL names written by JSON.stringify.
  // oxlint-disable-next-line typescript/no-implied-eval -- compiled once, run for every answer
  const make = new Function(
    ...code.maps.map((_, index) => `m${index}`),
    `'use strict';\n${code.functions.join('\n')}\nreturn ${root};`,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the code above returns
  const count = make(...code.maps) as CountObject;
  const ofEach = isOfEntities ? entityCost : 0;
  return (objects, variables) => {
    const inputCosts = code.inputs.map((cost) => cost(variables));
    let cost = isMutation ? mutationCost : 0;
    for (const object of objects) {
      if (isObject(object)) {
        cost += ofEach + count(object, inputCosts);
      }
    }
    return cost;
  };
}

/** Adds the function that counts an object, and gives its name. An object never costs less than nothing. */
function compileSelection({ parts, fragments, combinationOf, combinations }: CostSelection, code: Code): string {
  const statements = parts.map((part) => {
    const input = part.inputs === null ? '' : ` + x[${code.inputs.push(part.inputs) - 1}]`;
    return `c += ${compilePart(part, code)}(o[${JSON.stringify(part.name)}], x)${input};`;
  });
  if (fragments.length > 0) {
    const names = fragments.map((fragment) => compileSelection(fragment, code));
    const sums = combinations.map((indices) => indices.map((index) => `${names[index]}(o, x)`).join(' + '));
    const places = new Map(combinations.map((indices, place) => [indices.join(), place]));
    const placeOf = new Map([...combinationOf].map(([type, indices]) => [type, places.get(indices.join()) ?? -1]));
    const map = `m${code.maps.push(placeOf) - 1}`;
    // A fetch may leave out the type where only one is possible.
    statements.push(`const t = o.__typename;
if (typeof t !== 'string') c += Math.max(0${sums.map((sum) => `, ${sum}`).join('')});
else switch (${map}.get(t)) {
${sums.map((sum, place) => `case ${place}: c += Math.max(0, ${sum}); break;`).join('\n')}
}`);
  }
  return addFunction(code, 'o', `let c = 0;\n${statements.join('\n')}\nreturn Math.max(0, c);`);
}

/** Adds the function that counts a value of a field, and gives its name. */
function compilePart({ weight, weightByType, lists, selection }: CostPart, code: Code): string {
  const own =
    weightByType === null ? `${weight}` : `(m${code.maps.push(weightByType) - 1}.get(v.__typename) ?? ${weight})`;
  const below = selection === null ? '' : ` + ${compileSelection(selection, code)}(v, x)`;
  const isUniform = selection === null && weightByType === null && lists === 1;
  const name = `f${code.functions.length}`;
  const ofList = isUniform
    ? `return v.length * ${weight};`
    : `let c = 0;\nfor (let i = 0; i < v.length; i++) c += ${name}(v[i], x);\nreturn c;`;
  return addFunction(
    code,
    'v',
    `if (v == null) return 0;
if (typeof v !== 'object') return ${weight};
if (Array.isArray(v)) { ${ofList} }
return ${own}${below};`,
  );
}

function addFunction({ functions }: Code, parameter: string, body: string): string {
  const name = `f${functions.length}`;
  functions.push(`function ${name}(${parameter}, x) {\n${body}\n}`);
  return name;
}
