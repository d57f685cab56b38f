import {
  getNamedType,
  getNullableType,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  Kind,
  typeFromAST,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  type TypeNode,
} from 'graphql';
import { documentValidation, type ValidationSettings } from '../request/rules/document-validation.ts';
import type { ParsedOperations } from './parse-operations.ts';
import type { OperationProblem, PathParameter, PublicOperation } from './public-operation.ts';

/**
 * The operations that a schema can answer, within the limits of the gateway, and the problems of the others. Problems
 * of parsing come first.
 */
export function checkOperations(
  { operations, problems }: ParsedOperations,
  schema: GraphQLSchema,
  settings: ValidationSettings,
): ParsedOperations {
  const validate = documentValidation(settings);
  const found: OperationProblem[] = [];
  const valid = operations.flatMap((operation) => {
    const errors = validate(schema, operation.document).map((error) => problemOf(error, operation));
    const ofPath = errors.length > 0 ? [] : pathProblems(operation, schema);
    found.push(...errors, ...ofPath);
    return errors.length + ofPath.length === 0 ? [withFittingExamples(operation, schema, found)] : [];
  });
  return { operations: valid, problems: [...problems, ...found] };
}

/** The operation with the examples whose variables it can take. A problem is added for each of the others. */
function withFittingExamples(
  operation: PublicOperation,
  schema: GraphQLSchema,
  problems: OperationProblem[],
): PublicOperation {
  const { name, document, examples, file, line } = operation;
  const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const fitting = examples.filter(({ variables }) => {
    const { errors = [] } = getVariableValues(schema, definition?.variableDefinitions ?? [], variables);
    problems.push(
      ...errors.map(({ message }) => ({ file, line, message: `An example of ${name} is left out: ${message}` })),
    );
    return errors.length === 0;
  });
  return fitting.length === examples.length ? operation : { ...operation, examples: fitting };
}

/** The place of an error may be in a fragment of another file. */
function problemOf({ message, source, locations }: GraphQLError, operation: PublicOperation): OperationProblem {
  const { file, line, name } = operation;
  return { file: source?.name ?? file, line: locations?.[0]?.line ?? line, message: `${name}: ${message}` };
}

function pathProblems({ endpoint, document, file, line }: PublicOperation, schema: GraphQLSchema): OperationProblem[] {
  return (endpoint?.params ?? []).flatMap((param) => {
    const type = typeOf(param, document.definitions.flatMap(variablesOf), schema);
    if (type === undefined) {
      return [
        { file, line, message: `The path parameter {${param.name}} is neither a variable nor a field of $input.` },
      ];
    }
    return isLeafType(getNamedType(type)) && !isListType(getNullableType(type))
      ? []
      : [
          {
            file,
            line,
            message: `The path parameter {${param.name}} has the type ${String(type)}. Use one value, as an ID.`,
          },
        ];
  });
}

type Variable = { name: string; type: TypeNode };

function variablesOf(definition: PublicOperation['document']['definitions'][number]): Variable[] {
  return definition.kind === Kind.OPERATION_DEFINITION
    ? (definition.variableDefinitions ?? []).map(({ variable, type }) => ({ name: variable.name.value, type }))
    : [];
}

function typeOf(
  { variable, field }: PathParameter,
  variables: readonly Variable[],
  schema: GraphQLSchema,
): GraphQLInputType | undefined {
  const declared = variables.find(({ name }) => name === variable)?.type;
  const type = declared === undefined ? undefined : typeFromAST(schema, declared);
  if (!isInputType(type)) {
    return undefined;
  }
  if (field === null) {
    return type;
  }
  const named = getNamedType(type);
  return isInputObjectType(named) ? named.getFields()[field]?.type : undefined;
}
