import { Kind, type DirectiveNode, type OperationDefinitionNode } from 'graphql';
import { endpointMethods, type Endpoint, type EndpointMethod, type PathParameter } from './public-operation.ts';

const directiveName = 'endpoint';
/** The variable whose fields a path may name: mutations take their input whole. */
const inputVariable = 'input';
const literalSegment = /^[\w.~-]+$/;
const parameterSegment = /^\{([A-Za-z_]\w*)\}$/;

/**
 * The endpoint of an operation: its directive `@endpoint(method: GET, path: "/accounts/{id}")`. Null without one.
 * Problems are sentences.
 */
export function endpointOf(operation: OperationDefinitionNode): { endpoint: Endpoint | null; problems: string[] } {
  const directives = (operation.directives ?? []).filter(isEndpoint);
  const [directive, second] = directives;
  if (directive === undefined) {
    return { endpoint: null, problems: [] };
  }
  if (second !== undefined) {
    return { endpoint: null, problems: ['An operation has one endpoint. Remove the other `@endpoint`.'] };
  }
  const { method, path, problems } = argumentsOf(directive);
  if (method === null || path === null) {
    return { endpoint: null, problems };
  }
  const { params, problems: ofPath } = parametersOf(path, operation);
  const found = [...problems, ...methodProblems(method, operation), ...ofPath];
  return { endpoint: found.length === 0 ? { method, path, params } : null, problems: found };
}

/** The operation as it is executed. */
export function withoutEndpoint(operation: OperationDefinitionNode): OperationDefinitionNode {
  return { ...operation, directives: operation.directives?.filter((each) => !isEndpoint(each)) ?? [] };
}

/** The path with all parameters named alike: endpoints with an equal shape cannot be told apart. */
export function shapeOfPath(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '{}');
}

function isEndpoint({ name }: DirectiveNode): boolean {
  return name.value === directiveName;
}

function argumentsOf(directive: DirectiveNode) {
  const problems: string[] = [];
  let method: EndpointMethod | null = null;
  let path: string | null = null;
  for (const { name, value } of directive.arguments ?? []) {
    if (name.value === 'method' && value.kind === Kind.ENUM) {
      method = endpointMethods.find((each) => each === value.value) ?? null;
    } else if (name.value === 'path' && value.kind === Kind.STRING) {
      path = value.value;
    } else {
      problems.push(`\`@endpoint\` takes no such \`${name.value}\`.`);
    }
  }
  if (method === null) {
    problems.push(`Give \`@endpoint\` a \`method\`: ${endpointMethods.join(', ')}.`);
  }
  if (path === null) {
    problems.push('Give `@endpoint` a `path`, such as "/accounts/{id}".');
  }
  return { method, path, problems };
}

function methodProblems(method: EndpointMethod, { operation }: OperationDefinitionNode): string[] {
  if (operation === 'mutation') {
    return method === 'GET' ? ['A mutation cannot be a GET, which must change nothing. Use POST.'] : [];
  }
  if (operation === 'subscription') {
    return method === 'GET' ? [] : ['A subscription is a stream of events. Use GET.'];
  }
  return method === 'GET' || method === 'POST' ? [] : ['A query changes nothing. Use GET, or POST for long variables.'];
}

function parametersOf(path: string, { variableDefinitions = [] }: OperationDefinitionNode) {
  const variables = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
  const params: PathParameter[] = [];
  const problems: string[] = [];
  const [start, ...segments] = path.split('/');
  if (start !== '' || segments.length === 0) {
    problems.push(`The path "${path}" must begin with "/". It is below "/api/v1".`);
  }
  for (const segment of segments) {
    const name = parameterSegment.exec(segment)?.[1];
    if (name === undefined) {
      // A dot segment would be resolved by clients.
      if (!literalSegment.test(segment) || segment === '.' || segment === '..') {
        problems.push(
          `The segment "${segment}" of the path is invalid. Use letters, digits and "-", or one "{parameter}".`,
        );
      }
    } else if (params.some((param) => param.name === name)) {
      problems.push(`The path has the parameter {${name}} twice. Name each parameter once.`);
    } else if (variables.has(name)) {
      params.push({ name, variable: name, field: null });
    } else if (variables.has(inputVariable)) {
      params.push({ name, variable: inputVariable, field: name });
    } else {
      problems.push(`The path parameter {${name}} is no variable. Declare $${name}, or correct the path.`);
    }
  }
  return { params, problems };
}
