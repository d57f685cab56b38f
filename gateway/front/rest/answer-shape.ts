import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { compositeOf, selectedFields, type SelectedField } from '../../public-operations/answer-schema.ts';
import { fragmentsOf } from '../../planning/document-parts.ts';
import type { PublicOperation } from '../../public-operations/public-operation.ts';

/** The way in which the data of an operation becomes the body of a response. */
export type AnswerShape = {
  /** The response names from the data to the value that is the answer. Empty for the data as a whole. */
  target: readonly string[];
  /**
   * An object as it is, a connection or a list as `data`, or the payload of a mutation without its `errors`.
   */
  kind: 'object' | 'connection' | 'list' | 'payload';
  /** The fields of the target. */
  fields: readonly SelectedField[];
  /** The field that is the target. Null for the data as a whole. */
  field: SelectedField | null;
  /** The response names from the target to the only connection that `$after` continues. Null without one. */
  page: readonly string[] | null;
  /** Of a payload. Null for other answers. */
  payload: PayloadShape | null;
};

export type PayloadShape = {
  /** The field with refusals. */
  errors: SelectedField | null;
  /** The fields with the result. */
  results: readonly SelectedField[];
  /** The result of a dry run, which the variable `$dryRun` asks for. */
  preview: SelectedField | null;
};

/** The result of a payload that has one, with fields of its own. Null for another, whose results stay an object. */
export function onlyResult({ results }: PayloadShape): SelectedField | null {
  const [only, ...others] = results;
  return only !== undefined && others.length === 0 && compositeOf(only.definition.type) !== null ? only : null;
}

/** Whether the only result of a payload is a list, which becomes `data`. */
export function isListResult({ definition }: SelectedField): boolean {
  return isListType(getNullableType(definition.type));
}

/** The shape of the answer to a public operation. */
export function answerShapeOf({ document }: Pick<PublicOperation, 'document'>, schema: GraphQLSchema): AnswerShape {
  const definition = definitionIn(document);
  const parts = { schema, fragments: fragmentsOf(document) };
  const rootType = schema.getRootType(definition.operation);
  const roots = rootType == null ? [] : selectedFields(rootType, [definition.selectionSet], parts);
  const [root, second] = roots;
  if (root === undefined || second !== undefined) {
    return { target: [], kind: 'object', fields: roots, field: null, page: null, payload: null };
  }
  if (compositeOf(root.definition.type) === null && !isListType(getNullableType(root.definition.type))) {
    return { target: [], kind: 'object', fields: roots, field: null, page: null, payload: null };
  }
  const whole = shapeOfField(root, parts, definition);
  const inner = whole.kind === 'object' ? onlyListIn(whole.fields) : null;
  if (inner === null) {
    return { ...whole, target: [root.name] };
  }
  return { ...shapeOfField(inner, parts, definition), target: [root.name, inner.name] };
}

/** The operation of a document of one. */
export function definitionIn(document: PublicOperation['document']): OperationDefinitionNode {
  const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (definition === undefined) {
    throw new Error('A public operation has no operation.');
  }
  return definition;
}

type Parts = { schema: GraphQLSchema; fragments: ReadonlyMap<string, FragmentDefinitionNode> };

function shapeOfField(field: SelectedField, parts: Parts, { operation }: OperationDefinitionNode): AnswerShape {
  const fields = fieldsWithin(field, parts);
  const shape = { target: [field.name], field, fields, payload: null };
  if (isListType(getNullableType(field.definition.type))) {
    return { ...shape, kind: 'list', page: null };
  }
  if (isConnection(fields)) {
    return { ...shape, kind: 'connection', page: [] };
  }
  const payload = operation === 'mutation' ? payloadOf(fields) : null;
  if (payload !== null) {
    return { ...shape, kind: 'payload', page: null, payload };
  }
  const pages = pagesIn(fields, parts, []);
  return { ...shape, kind: 'object', page: pages.length === 1 ? (pages[0] ?? null) : null };
}

/** The fields that are selected of a field. */
export function fieldsWithin({ definition, nodes }: SelectedField, parts: Parts): SelectedField[] {
  const type: GraphQLCompositeType | null = compositeOf(definition.type);
  return type === null ? [] : selectedFields(type, selectionsOf(nodes), parts);
}

export function selectionsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
}

function isConnection(fields: readonly SelectedField[]): boolean {
  return ['nodes', 'pageInfo'].every((name) => fields.some((field) => field.name === name));
}

/** The payload of a mutation whose refusals are data. Null for another one. */
function payloadOf(fields: readonly SelectedField[]): PayloadShape | null {
  const errors = fields.find(
    ({ name, definition }) => name === 'errors' && isListType(getNullableType(definition.type)),
  );
  if (errors === undefined) {
    return null;
  }
  const others = fields.filter((field) => field !== errors);
  const preview = others.length > 1 ? (others.find(({ name }) => name === 'preview') ?? null) : null;
  return { errors, results: others.filter((field) => field !== preview), preview };
}

/** The list or connection for which an object is read. Null where more than its `id` is selected besides. */
function onlyListIn(fields: readonly SelectedField[]): SelectedField | null {
  const [only, ...others] = fields.filter(({ name }) => name !== 'id' && name !== '__typename');
  if (only === undefined || others.length > 0) {
    return null;
  }
  const isList = isListType(getNullableType(only.definition.type));
  const type = getNamedType(only.definition.type);
  return isList || (isObjectType(type) && 'pageInfo' in type.getFields()) ? only : null;
}

/** The paths to the connections that `$after` continues. */
function pagesIn(fields: readonly SelectedField[], parts: Parts, path: readonly string[]): string[][] {
  return fields.flatMap((field) => {
    if (isListType(getNullableType(field.definition.type))) {
      return [];
    }
    const within = fieldsWithin(field, parts);
    const here = [...path, field.name];
    return isConnection(within) && field.nodes.some(takesAfter) ? [here] : pagesIn(within, parts, here);
  });
}

function takesAfter({ arguments: given = [] }: FieldNode): boolean {
  return given.some(({ value }) => value.kind === Kind.VARIABLE && value.name.value === 'after');
}
