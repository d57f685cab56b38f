import type { DocumentNode, OperationTypeNode } from 'graphql';

/** Methods that an endpoint may have. */
export const endpointMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type EndpointMethod = (typeof endpointMethods)[number];

/** A parameter in the path of an endpoint. */
export type PathParameter = {
  name: string;
  /** The variable of the operation that the parameter sets. */
  variable: string;
  /** The field of that variable, an input object, that the parameter sets. Null if it sets the variable itself. */
  field: string | null;
};

/** The address of an operation in the REST API. */
export type Endpoint = {
  method: EndpointMethod;
  /** Below `/api/v1`, with parameters in braces: `/accounts/{id}`. */
  path: string;
  /** The parameters, in the order of the path. */
  params: readonly PathParameter[];
};

/** A request by an operation, and its answer. Requests of one file of examples can be sent in its order. */
export type OperationExample = {
  variables: Readonly<Record<string, unknown>>;
  /** The answer by the REST API. Null where it is not known, or not told. */
  answer: { status: number; body: Readonly<Record<string, unknown>> | null } | null;
};

/** A named, described operation. Every other interface to the graph is made from these. */
export type PublicOperation = {
  /** The name, unique among all public operations. */
  name: string;
  /** Markdown for readers who do not know the graph. Never empty. */
  description: string;
  kind: `${OperationTypeNode}`;
  /** The text to execute: without `@endpoint` and descriptions, with its fragments. Requests share plans by it. */
  text: string;
  /** The same with descriptions of the operation and of its variables, as far as the source has them. */
  document: DocumentNode;
  /** Null for an operation that is no endpoint. */
  endpoint: Endpoint | null;
  /** Examples of requests, in the order of their file. Few operations of a graph need more than one. */
  examples: readonly OperationExample[];
  /** The place of the operation, for messages. */
  file: string;
  /** Counted from 1. */
  line: number;
};

/** A reason for which an operation is left out. The message says what to do. */
export type OperationProblem = { file: string; line: number; message: string };

/** A problem as one line of text. */
export function textOfProblem({ file, line, message }: OperationProblem): string {
  return `${file}:${line}: ${message}`;
}
