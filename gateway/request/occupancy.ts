import type { Server } from 'node:net';
import { anonymousCaller, type Caller } from '@tributary/platform/caller.ts';
import { networkOf } from '@tributary/platform/network.ts';

/** The greatest numbers that may be open at once. Without one, there is no bound. */
export type OpenMax = Partial<Record<'perAddress' | 'perCaller' | 'perOrganization', number | undefined>>;

/** The refusal of a subscription beyond those that the gateway serves to all clients. */
export const tooManySubscriptions = 'There are too many subscriptions. Try again in a moment.';

type Place = { key: string; max: number; whose: string };

/** Counts what is open, for each address, caller and organization. An IPv6 address counts with its /64. */
export class Occupancy {
  readonly #what: string;
  readonly #max: OpenMax;
  readonly #open = new Map<string, number>();

  /** `what` names in messages what is counted, in the plural. */
  constructor(what: string, max: OpenMax) {
    this.#what = what;
    this.#max = max;
  }

  /** The reason why there is no room for another one, as a sentence for the client. Null if there is room. */
  refusalOf(caller: Caller): string | null {
    const full = this.#placesOf(caller).find(({ key, max }) => (this.#open.get(key) ?? 0) >= max);
    return full === undefined
      ? null
      : `${full.whose} has ${full.max} ${this.#what} open, which is the limit. Close one, and try again.`;
  }

  /** Counts another one until the returned function is called. */
  enter(caller: Caller): () => void {
    const places = this.#placesOf(caller);
    places.forEach(({ key }) => this.#count(key, 1));
    let isOpen = true;
    return () => {
      if (isOpen) {
        isOpen = false;
        places.forEach(({ key }) => this.#count(key, -1));
      }
    };
  }

  #count(key: string, change: number): void {
    const count = (this.#open.get(key) ?? 0) + change;
    if (count === 0) {
      this.#open.delete(key);
    } else {
      this.#open.set(key, count);
    }
  }

  #placesOf({ address, issuer, subject, tenant }: Caller): Place[] {
    const { perAddress, perCaller, perOrganization } = this.#max;
    const places: Place[] = [];
    if (perAddress !== undefined && address !== null) {
      places.push({ key: `address ${networkOf(address)}`, max: perAddress, whose: 'This address' });
    }
    if (perCaller !== undefined && subject !== null) {
      places.push({ key: `caller ${JSON.stringify([issuer, tenant, subject])}`, max: perCaller, whose: 'This caller' });
    }
    if (perOrganization !== undefined && tenant !== null) {
      const key = `organization ${JSON.stringify([issuer, tenant])}`;
      places.push({ key, max: perOrganization, whose: 'This organization' });
    }
    return places;
  }
}

/** Cuts new connections of an address that has as many as it may have. Behind a proxy all come from its address. */
export function boundConnections(server: Server, perAddress: number): void {
  const connections = new Occupancy('connections', { perAddress });
  server.on('connection', (socket) => {
    const peer = { ...anonymousCaller, address: socket.remoteAddress ?? null };
    if (connections.refusalOf(peer) === null) {
      socket.once('close', connections.enter(peer));
    } else {
      socket.destroy();
    }
  });
}
