import { getNamedType, isEnumType } from 'graphql';
import { fragmentsOf } from '../../planning/document-parts.ts';
import { compositeOf, selectedFields } from '../../public-operations/answer-schema.ts';
import { selectionsOf } from './answer-shape.ts';
import type { Route } from './rest-routes.ts';

/** A kind of refusal that mutations may answer with. */
export type RefusalKind = {
  code: string;
  description: string;
  /** The fields that only this refusal has, with their descriptions. */
  members: ReadonlyMap<string, string>;
};

/** Fields of every refusal. They become `type`, `detail` and the place of a problem. */
const common = new Set(['code', 'message', 'path', '__typename']);

/**
 * The kinds of refusals of endpoints: the values of the enum `code`. A type of refusals belongs to the code of its
 * name: `InsufficientFunds` to `INSUFFICIENT_FUNDS`.
 */
export function refusalKinds(routes: readonly Route[]): RefusalKind[] {
  const kinds = new Map<string, { code: string; description: string; members: Map<string, string> }>();
  for (const route of routes) {
    const selected = refusalFields(route);
    const code = selected.find(({ name }) => name === 'code');
    const codes = code === undefined ? null : getNamedType(code.definition.type);
    for (const { name, description } of isEnumType(codes) ? codes.getValues() : []) {
      const kind = kinds.get(name) ?? {
        code: name,
        description: (description ?? '').replaceAll(/\s+/g, ' '),
        members: new Map<string, string>(),
      };
      kinds.set(name, kind);
      for (const { name: member, definition, parent } of selected) {
        if (!common.has(member) && codeOfType(parent.name) === name) {
          kind.members.set(member, (definition.description ?? '').replaceAll(/\s+/g, ' '));
        }
      }
    }
  }
  return [...kinds.values()];
}

/** The fields of refusals that some of them have, and others have not. */
export function memberFields(route: Route) {
  return refusalFields(route).filter(({ name }) => !common.has(name));
}

/** The fields that are selected of the refusals of an endpoint. None where it has no refusals. */
function refusalFields({ answer, operation, schema }: Route) {
  const field = answer.payload?.errors ?? null;
  const type = field === null ? null : compositeOf(field.definition.type);
  return field === null || type === null
    ? []
    : selectedFields(type, selectionsOf(field.nodes), { schema, fragments: fragmentsOf(operation.document) });
}

function codeOfType(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase();
}
