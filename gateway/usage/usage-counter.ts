import { createHash } from 'node:crypto';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { Logger } from '@tributary/platform/logging.ts';
import { hourOf, type OperationUse, type UsageStore, type UsedOperation } from '@tributary/platform/usage-record.ts';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { describeOperation } from './describe-operation.ts';

/** Limits between two flushes: pairs of operation and client, and characters of their documents. */
const pairsMax = 10_000;
const charactersMax = 4 * 1024 * 1024;
/** Limit on the names of clients in an hour. The rest is counted together. */
const clientsMax = 500;
const otherClients = '(other clients)';
/** Limit on the operations that are remembered as stored. */
const storedMax = 20_000;

/** The use of an operation by a request. */
export type Use = {
  document: DocumentNode;
  source: string;
  operationName: string | null;
  /** The schema for clients. */
  schema: GraphQLSchema;
  client: string | null;
};

/** The uses of one operation since the last flush, by client. */
type Counted = Omit<Use, 'document' | 'client'> & { clients: Map<string, number> };

/** Uses to be stored, and the operations that are not known to be stored. */
type Batch = { uses: OperationUse[]; operations: UsedOperation[] };

/**
 * Counts operations by client, and flushes the counts to a store. A request costs three lookups: operations are
 * described at a flush, once a day.
 */
export class UsageCounter {
  readonly #store: UsageStore;
  readonly #log: Logger;
  readonly #onDropped: (uses: number) => void;
  readonly #timer: NodeJS.Timeout;
  /** The ids of the operations that were stored today. */
  readonly #stored = new LRUCache<string, string>({ max: storedMax });
  /** The counts of `#pending`, by document and operation. It keeps no document alive. */
  #counted = new WeakMap<DocumentNode, Map<string | null, Counted>>();
  #pending: Counted[] = [];
  #pairs = 0;
  #characters = 0;
  #clients = { hour: '', names: new Set<string>() };
  /** The counts that the store refused, for the next flush. */
  #backlog: Batch = { uses: [], operations: [] };
  #flushing: Promise<void> = Promise.resolve();

  constructor({
    store,
    log,
    onDropped,
  }: {
    store: UsageStore;
    log: Logger;
    /** Called with the number of the uses that are not counted, since there is no room for them. */
    onDropped: (uses: number) => void;
  }) {
    this.#store = store;
    this.#log = log;
    this.#onDropped = onDropped;
    this.#timer = setInterval(() => void this.flush(), store.flushEveryMs).unref();
  }

  count(use: Use): void {
    const clients = this.#clientsOf(use);
    const client = use.client ?? '';
    const before = clients?.get(client);
    if (clients === null || (before === undefined && this.#pairs >= pairsMax)) {
      this.#onDropped(1);
      return;
    }
    if (before !== undefined) {
      clients.set(client, before + 1);
      return;
    }
    this.#pairs += 1;
    clients.set(client, 1);
  }

  /** Stores what was counted. Flushes follow each other. */
  async flush(): Promise<void> {
    this.#flushing = this.#flushing
      .then(() => this.#flushOnce())
      .catch((error: unknown) => this.#log.error({ err: error }, 'a part of the usage of operations is lost'));
    await this.#flushing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await this.#store.close();
  }

  /** The counts of an operation. Null if there is no room for its document. */
  #clientsOf({ document, source, operationName, schema }: Use): Map<string, number> | null {
    const ofDocument = this.#counted.get(document);
    const known = ofDocument?.get(operationName);
    if (known !== undefined) {
      return known.clients;
    }
    if (this.#characters + source.length > charactersMax) {
      return null;
    }
    this.#characters += source.length;
    const counted = { source, operationName, schema, clients: new Map<string, number>() };
    this.#pending.push(counted);
    this.#counted.set(document, (ofDocument ?? new Map<string | null, Counted>()).set(operationName, counted));
    return counted.clients;
  }

  async #flushOnce(): Promise<void> {
    const hour = hourOf(new Date());
    const pending = this.#pending;
    const uses = [...this.#backlog.uses];
    const operations = [...this.#backlog.operations];
    this.#pending = [];
    this.#counted = new WeakMap();
    this.#pairs = 0;
    this.#characters = 0;
    const described = new Map<string, string>();
    for (const counted of pending) {
      const key = keyOf(counted, hour);
      let id = this.#stored.get(key);
      if (id === undefined) {
        const operation = describeOperation(counted.source, counted.operationName, counted.schema);
        operations.push(operation);
        id = operation.id;
        described.set(key, id);
        await yieldToEventLoop();
      }
      for (const [client, count] of counted.clients) {
        uses.push({ hour, operation: id, client: this.#boundedName(client, hour), count });
      }
    }
    if (uses.length > 0) {
      await this.#add({ uses, operations }, described);
    }
  }

  async #add(batch: Batch, described: ReadonlyMap<string, string>): Promise<void> {
    try {
      this.#onDropped(await this.#store.add(batch.uses, batch.operations));
      this.#backlog = { uses: [], operations: [] };
      described.forEach((id, key) => this.#stored.set(key, id));
    } catch (error) {
      this.#log.warn({ err: error }, 'the usage of operations cannot be stored; it is tried again');
      this.#backlog = this.#bounded(batch);
    }
  }

  #bounded({ uses, operations }: Batch): Batch {
    const kept = uses.slice(0, pairsMax);
    this.#onDropped(uses.slice(pairsMax).reduce((sum, { count }) => sum + count, 0));
    let room = charactersMax;
    return { uses: kept, operations: operations.filter(({ document }) => (room -= document.length) >= 0) };
  }

  /** The name of a client, unless there are too many in the hour: a name is what a client sends. */
  #boundedName(client: string, hour: string): string {
    if (this.#clients.hour !== hour) {
      this.#clients = { hour, names: new Set() };
    }
    const { names } = this.#clients;
    if (names.size < clientsMax) {
      names.add(client);
    }
    return names.has(client) ? client : otherClients;
  }
}

/** Identifies an operation on a day: an operation is stored anew each day, since a store drops old ones. */
function keyOf({ source, operationName }: Counted, hour: string): string {
  const hash = createHash('sha256').update(source).digest('base64url');
  return `${hour.slice(0, 10)} ${hash} ${operationName ?? ''}`;
}
