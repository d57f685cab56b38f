/**
 * Items that wait for clients. Clients get turns, so that one with many items delays another by one item. Items of
 * nobody go first.
 */
export class FairQueue<Item> {
  readonly #ofNobody: Item[] = [];
  /** By client, in the order of their turns. */
  readonly #ofClients = new Map<string, Item[]>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The number of items of one client. */
  lengthOf(client: string): number {
    return this.#ofClients.get(client)?.length ?? 0;
  }

  /** Adds an item of a client, or of nobody. */
  push(item: Item, client: string | null): void {
    const items = client === null ? this.#ofNobody : (this.#ofClients.get(client) ?? []);
    items.push(item);
    if (client !== null) {
      this.#ofClients.set(client, items);
    }
    this.#length += 1;
  }

  /** The next item, which stays. */
  peek(): Item | undefined {
    const [first] = this.#ofClients.values();
    return this.#ofNobody[0] ?? first?.[0];
  }

  /** Removes the next item. The next turn of its client comes after those of the others. */
  shift(): Item | undefined {
    if (this.#ofNobody.length > 0) {
      this.#length -= 1;
      return this.#ofNobody.shift();
    }
    const [turn] = this.#ofClients;
    if (turn === undefined) {
      return undefined;
    }
    const [client, items] = turn;
    this.#length -= 1;
    const item = items.shift();
    this.#ofClients.delete(client);
    if (items.length > 0) {
      this.#ofClients.set(client, items);
    }
    return item;
  }

  /** Removes the last item of the client with the most, if it has more than so many. */
  popFromLongest(moreThan: number): Item | undefined {
    const longest = [...this.#ofClients].reduce<[string, Item[]] | null>(
      (found, each) => (each[1].length > (found?.[1].length ?? moreThan) ? each : found),
      null,
    );
    const last = longest?.[1].at(-1);
    if (longest !== null && last !== undefined) {
      this.remove(last, longest[0]);
    }
    return last;
  }

  /** Removes an item of a client, wherever it waits. */
  remove(item: Item, client: string): void {
    const items = this.#ofClients.get(client) ?? [];
    const index = items.indexOf(item);
    if (index === -1) {
      return;
    }
    items.splice(index, 1);
    this.#length -= 1;
    if (items.length === 0) {
      this.#ofClients.delete(client);
    }
  }
}
