import { createHash } from 'node:crypto';
import { GraphQLSchema, parse, type DocumentNode, type ExecutionResult } from 'graphql';
import { askInParts, collect } from '../federation/answers-in-parts.ts';
import type { OperationRequest } from '../federation/monolith.ts';
import type { OpenSupergraph } from '../federation/open-supergraph.ts';
import type { SentAnswer, SubgraphRequest } from '../federation/serve-subgraphs.ts';
import { withMarks } from './alter-errors.ts';
import type { Answer } from './alteration.ts';
import { inOrder, nullsIn, spotsIn, type Path, type Spot } from './requested-values.ts';

/** One request to a subgraph, and its answer. */
export type Exchange = {
  /** Equal for equal requests. */
  id: string;
  subgraph: string;
  query: string;
  document: DocumentNode;
  schema: GraphQLSchema;
  variables: Readonly<Record<string, unknown>>;
  /** The right answer, with marked errors. */
  answer: Answer;
  spots: readonly Spot[];
  sent: SentAnswer;
};

export type ClientError = { message: string; path?: unknown; extensions?: Record<string, unknown> };

/** The response to the client, and the answers of the subgraphs. */
export type Run = {
  status: number;
  data: unknown;
  errors: readonly ClientError[];
  /** The places that were null in a part. A later part may have another value for a shared field. */
  nulls: readonly Path[];
  exchanges: readonly Exchange[];
};

/** Returns the answer to send instead of the right one, or null for the right one. */
export type Send = (exchange: Omit<Exchange, 'sent'>) => SentAnswer | null;

let runs = 0;

/** Runs operations over an open supergraph, and may alter any answer. Several may run at once. */
export class FuzzedGraph {
  readonly graph: OpenSupergraph;
  readonly title: string;
  readonly #sends = new Map<string, (request: SubgraphRequest, answer: ExecutionResult) => SentAnswer>();
  readonly #documents = new Map<string, DocumentNode>();

  constructor(graph: OpenSupergraph, title: string) {
    this.graph = graph;
    this.title = title;
    graph.subgraphs.alter = (request, answer) => this.#sends.get(request.requestId)?.(request, answer) ?? null;
  }

  async run(request: OperationRequest, { send, isInParts }: { send: Send; isInParts: boolean }): Promise<Run> {
    runs += 1;
    const requestId = `run-${runs}`;
    const exchanges: Exchange[] = [];
    this.#sends.set(requestId, ({ subgraph, query, variables }, right) => {
      const id = createHash('sha1')
        .update(JSON.stringify([subgraph, query, variables]))
        .digest('hex')
        .slice(0, 12);
      const answer = withMarks(JSON.parse(JSON.stringify(right)) as Answer, id);
      const document = this.#documentOf(query);
      const schema = this.graph.subgraphs.schemaOf(subgraph) ?? new GraphQLSchema({});
      const exchange = {
        id,
        subgraph,
        query,
        document,
        schema,
        variables,
        answer,
        spots: spotsIn(schema, document, answer.data),
      };
      const sent = send(exchange) ?? { body: JSON.stringify(answer) };
      exchanges.push({ ...exchange, sent });
      return sent;
    });
    try {
      return {
        ...(isInParts ? await this.#askInParts(request, requestId) : await this.#ask(request, requestId)),
        exchanges,
      };
    } finally {
      this.#sends.delete(requestId);
    }
  }

  async #ask(request: OperationRequest, requestId: string): Promise<Omit<Run, 'exchanges'>> {
    const response = await fetch(`${this.graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': requestId },
      body: JSON.stringify(request),
    });
    const { data = null, errors = [] } = (await response.json()) as { data?: unknown; errors?: ClientError[] };
    return { status: response.status, data, errors, nulls: [] };
  }

  async #askInParts(request: OperationRequest, requestId: string): Promise<Omit<Run, 'exchanges'>> {
    const { first, later, merged } = await collect(askInParts(this.graph.url, request, { requestId }));
    const errors = [first, ...later].flatMap((part) => [...(part.errors ?? [])]);
    const nulls = [first, ...later].flatMap(({ data, path = [] }) => nullsIn(data, path));
    return { status: 200, data: inOrder(merged ?? null), errors, nulls };
  }

  #documentOf(query: string): DocumentNode {
    const document = this.#documents.get(query) ?? parse(query);
    if (this.#documents.size > 1_000) this.#documents.clear();
    this.#documents.set(query, document);
    return document;
  }
}
