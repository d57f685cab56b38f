import {
  isInputObjectType,
  isInputType,
  isNonNullType,
  typeFromAST,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { Endpoint, EndpointMethod, PublicOperation } from '../../public-operations/public-operation.ts';
import { answerShapeOf, definitionIn, type AnswerShape } from './answer-shape.ts';

/** A variable of an operation. */
export type RouteVariable = {
  name: string;
  type: GraphQLInputType;
  /** Whether a request has to give it. */
  isRequired: boolean;
  description: string | null;
};

/** An endpoint with everything that is known before a request. */
export type Route = {
  operation: PublicOperation;
  endpoint: Endpoint;
  schema: GraphQLSchema;
  variables: readonly RouteVariable[];
  /** The variables that come in the query string. */
  inQuery: readonly RouteVariable[];
  /** The source of the body: the variable `$input`, or the other variables of a query by POST. Null without a body. */
  body: { kind: 'input'; type: GraphQLInputObjectType } | { kind: 'variables' } | null;
  /** Whether `$input` takes the idempotency key, and whether it has to. */
  key: 'required' | 'optional' | null;
  answer: AnswerShape;
  /** How the endpoint creates things. Null where it does not. */
  creates: {
    /** The path of a new thing, by its id. Null without an endpoint that reads it. */ itemPath: string | null;
  } | null;
};

export const apiPrefix = '/api/v1';
/** The field of an input by which a repeated request is recognized. */
export const keyField = 'idempotencyKey';
const inputVariable = 'input';

type Node = { literals: Map<string, Node>; parameter: Node | null; routes: Map<EndpointMethod, Route> };

/** The outcome of looking for the endpoint of a request. */
export type FoundRoute =
  | {
      kind: 'found';
      route: Route;
      /** The segments of the path that are parameters, as they were sent. */ segments: readonly string[];
    }
  | { kind: 'otherMethods'; methods: readonly (EndpointMethod | 'HEAD')[] }
  | { kind: 'none' };

export type RestRoutes = {
  routes: readonly Route[];
  schema: GraphQLSchema;
  /** Finds the endpoint of a path below `/api/v1`. A literal segment goes before a parameter. */
  find(method: string, path: string): FoundRoute;
};

/** The endpoints of public operations, to be found by method and path. */
export function createRoutes(operations: readonly PublicOperation[], schema: GraphQLSchema): RestRoutes {
  const endpoints = operations.flatMap((operation) =>
    operation.endpoint === null ? [] : [{ operation, endpoint: operation.endpoint }],
  );
  const reads = new Set(
    endpoints.filter(({ endpoint }) => endpoint.method === 'GET').map(({ endpoint }) => endpoint.path),
  );
  const routes = endpoints.map(({ operation, endpoint }) => routeOf(operation, endpoint, { schema, reads }));
  const root = newNode();
  for (const route of routes) {
    let node = root;
    for (const segment of route.endpoint.path.slice(1).split('/')) {
      node = segment.startsWith('{') ? (node.parameter ??= newNode()) : childOf(node, segment);
    }
    node.routes.set(route.endpoint.method, route);
  }
  return {
    routes,
    schema,
    find: (method, path) => {
      const nodes = nodesAt(root, path.slice(1).split('/'), 0);
      for (const { node, segments } of nodes) {
        const route = [...node.routes.values()].find((each) => methodsOf(each).some((name) => name === method));
        if (route !== undefined) {
          return { kind: 'found', route, segments };
        }
      }
      const methods = [...new Set(nodes.flatMap(({ node }) => [...node.routes.values()].flatMap(methodsOf)))];
      return methods.length === 0 ? { kind: 'none' } : { kind: 'otherMethods', methods };
    },
  };
}

/** The methods of an endpoint. A stream has no head of its own: it would begin, and never end. */
function methodsOf({ operation, endpoint: { method } }: Route): (EndpointMethod | 'HEAD')[] {
  return method === 'GET' && operation.kind !== 'subscription' ? ['GET', 'HEAD'] : [method];
}

function newNode(): Node {
  return { literals: new Map(), parameter: null, routes: new Map() };
}

function childOf({ literals }: Node, segment: string): Node {
  const child = literals.get(segment) ?? newNode();
  literals.set(segment, child);
  return child;
}

/** The nodes that a path leads to, those by literal segments first. Few, since a path has few segments. */
function nodesAt(node: Node, path: readonly string[], index: number): { node: Node; segments: string[] }[] {
  const segment = path[index];
  if (segment === undefined) {
    return node.routes.size === 0 ? [] : [{ node, segments: [] }];
  }
  const literal = node.literals.get(segment);
  const byLiteral = literal === undefined ? [] : nodesAt(literal, path, index + 1);
  const byParameter = node.parameter === null || segment === '' ? [] : nodesAt(node.parameter, path, index + 1);
  return [...byLiteral, ...byParameter.map((found) => ({ ...found, segments: [segment, ...found.segments] }))];
}

function routeOf(
  operation: PublicOperation,
  endpoint: Endpoint,
  { schema, reads }: { schema: GraphQLSchema; reads: ReadonlySet<string> },
): Route {
  const variables = variablesOf(operation, schema);
  const inPath = new Set(endpoint.params.map(({ variable }) => variable));
  const input = variables.find(({ name }) => name === inputVariable);
  const type = input === undefined ? undefined : isNonNullType(input.type) ? input.type.ofType : input.type;
  const hasBody = endpoint.method !== 'GET';
  const body: Route['body'] = !hasBody
    ? null
    : isInputObjectType(type)
      ? { kind: 'input', type }
      : operation.kind === 'query'
        ? { kind: 'variables' }
        : null;
  const keyType = body?.kind === 'input' ? body.type.getFields()[keyField]?.type : undefined;
  return {
    operation,
    endpoint,
    schema,
    variables,
    inQuery:
      body?.kind === 'variables'
        ? []
        : variables.filter(({ name }) => !inPath.has(name) && !(body !== null && name === inputVariable)),
    body,
    key: keyType === undefined ? null : isNonNullType(keyType) ? 'required' : 'optional',
    answer: answerShapeOf(operation, schema),
    creates: creationOf(operation, endpoint, reads),
  };
}

function variablesOf({ document }: PublicOperation, schema: GraphQLSchema): RouteVariable[] {
  const { variableDefinitions = [] } = definitionIn(document);
  return variableDefinitions.flatMap(({ variable, type: node, defaultValue, description }) => {
    const type = typeFromAST(schema, node);
    const isRequired = isNonNullType(type) && defaultValue === undefined;
    return isInputType(type)
      ? [{ name: variable.name.value, type, isRequired, description: description?.value ?? null }]
      : [];
  });
}

/**
 * A POST to a path that is also read creates something there: `POST /transfers` beside `GET /transfers`, or beside
 * `GET /transfers/{id}`.
 */
function creationOf(
  { kind }: PublicOperation,
  { method, path }: Endpoint,
  reads: ReadonlySet<string>,
): Route['creates'] {
  if (kind !== 'mutation' || method !== 'POST' || path.endsWith('}')) {
    return null;
  }
  const itemPath = reads.has(`${path}/{id}`) ? `${apiPrefix}${path}` : null;
  return itemPath !== null || reads.has(path) ? { itemPath } : null;
}
