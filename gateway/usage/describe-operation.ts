import { createHash } from 'node:crypto';
import type { UsedOperation } from '@tributary/platform/usage-record.ts';
import { Kind, parse, print, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';
import { definitionOf, onlyOf } from '../planning/document-parts.ts';

/** Describes an operation of a valid document for the usage: its id, its text without literals, and its fields. */
export function describeOperation(source: string, operationName: string | null, schema: GraphQLSchema): UsedOperation {
  const document = parse(source, { noLocation: true });
  const definition = definitionOf(document, operationName);
  const single = onlyOf(document, definition);
  const hash = createHash('sha256').update(source).digest('hex');
  const name = definition.name?.value ?? null;
  const isOneOfSeveral = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > 1;
  return {
    id: isOneOfSeveral ? `${hash}#${name}` : hash,
    name,
    document: print(withoutLiterals(single)),
    fields: fieldsOf(single, schema),
  };
}

/** The fields of a document as `Type.field`, without introspection. */
function fieldsOf(document: DocumentNode, schema: GraphQLSchema): string[] {
  const fields = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name: { value: name } }) => {
        const parent = types.getParentType();
        if (parent !== undefined && parent !== null && !name.startsWith('__') && !parent.name.startsWith('__')) {
          fields.add(`${parent.name}.${name}`);
        }
      },
    }),
  );
  return [...fields].toSorted();
}

/** The document with empty strings and zeros, since literals may be personal data. */
function withoutLiterals(document: DocumentNode): DocumentNode {
  return visit(document, {
    StringValue: (node) => ({ ...node, value: '', block: false }),
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0.0' }),
  });
}
