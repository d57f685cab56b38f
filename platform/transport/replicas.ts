import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import type { HttpAnswer } from './http-answer.ts';
import { Cancelled, hostOf, portOf, TimedOut, Unconnected, Unreached } from './http-connection.ts';
import type { Post, PostClient } from './http-pool.ts';
import { unlessAborted } from './transport.ts';

/** Resolves a name to its IP addresses. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export type ReplicasSettings = {
  /** The URLs of the subgraph. Each may name several addresses. */
  urls: readonly [URL, ...URL[]];
  open: (url: URL, address: string) => PostClient;
  resolve: Resolve;
  /** Names are resolved again after this time. */
  resolveEveryMs: number;
  connectTimeoutMs: number;
};

/** A request to any replica. */
export type ReplicaPost = Omit<Post, 'path'> & { route: Route };

/** The latest replica of a request. Retries and hedges of the request go to another one, if there is one. */
export type Route = { latest: Replica | null };

export type ReplicaCounts = {
  inService: number;
  /** Replicas that are left aside since they could not be reached. */
  aside: number;
  /** Failed attempts to resolve a name. */
  failedLookups: number;
};

/** One URL, with the addresses of its name. */
type Place = {
  readonly url: URL;
  readonly path: string;
  /** The name and password in the URL. */
  readonly credentials: Readonly<Record<string, string>> | null;
  /** Null for a URL with an IP address. */
  readonly name: string | null;
  replicas: readonly Replica[];
  resolvedAt: number;
  resolveAt: number;
  resolving: Promise<void> | null;
};

/** One address of one URL. */
type Replica = {
  readonly place: Place;
  readonly address: string;
  readonly client: PostClient;
  inFlight: number;
  /** Failures since its last answer. */
  failures: number;
  /** The time of `performance.now()` at which it is probed. Null: it is in service. */
  asideUntil: number | null;
};

/** Limit on the addresses of one name. */
const addressesMax = 256;
/** After this many failures in a row, a replica that accepts connections counts as dead. */
const failuresMax = 3;
/** A dead replica is left aside for the first time, and after each further failure twice as long, up to the second. */
const asideMs = 1_000;
const asideMsMax = 30_000;
/** After a failure, names are resolved again this early. */
const resolveAgainMs = 1_000;
/** Ranks above any number of requests in flight, for replicas that are chosen only instead of worse ones. */
const ranks = { latest: 1e6, aside: 2e6, failed: 4e6 };

export const resolveName: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * The replicas of a subgraph: all addresses of its URLs. A request goes to the one with the fewest requests in flight.
 * If no connection can be made, the replica is left aside, and the request goes to the next, since nothing of it was
 * sent. A replica comes back once it accepts a connection. If none is in service, all are in use.
 */
export class Replicas {
  readonly #settings: ReplicasSettings;
  readonly #places: readonly Place[];
  #replicas: readonly Replica[] = [];
  /** Replicas whose address is gone, with requests in flight. */
  readonly #retired = new Set<Replica>();
  readonly #probes = new Set<Socket>();
  /** The earliest `resolveAt` of all places. */
  #resolveAt = 0;
  #turn = 0;
  #failedLookups = 0;
  #lookupFailure: unknown;
  #isClosed = false;

  constructor(settings: ReplicasSettings) {
    this.#settings = settings;
    this.#places = settings.urls.map((url) => {
      const host = hostOf(url);
      const isAddress = isIP(host) !== 0;
      const place: Place = {
        url,
        path: url.pathname + url.search,
        credentials: credentialsIn(url),
        name: isAddress ? null : host,
        replicas: [],
        resolvedAt: 0,
        resolveAt: isAddress ? Infinity : 0,
        resolving: null,
      };
      if (isAddress) {
        this.#use(place, [host]);
      }
      return place;
    });
    this.#collect();
  }

  post(post: ReplicaPost): Promise<HttpAnswer> {
    if (performance.now() >= this.#resolveAt) {
      this.#resolveNames();
    }
    const [first] = this.#replicas;
    // Most subgraphs have one address.
    return first !== undefined && this.#replicas.length === 1 ? this.#postTo(first, post) : this.#postToAny(post);
  }

  counts(): ReplicaCounts {
    const aside = this.#replicas.filter(({ asideUntil }) => asideUntil !== null).length;
    return { inService: this.#replicas.length - aside, aside, failedLookups: this.#failedLookups };
  }

  close(): void {
    this.#isClosed = true;
    this.#probes.forEach((socket) => socket.destroy());
    [...this.#replicas, ...this.#retired].forEach(({ client }) => client.close());
  }

  async #postToAny(post: ReplicaPost): Promise<HttpAnswer> {
    if (this.#replicas.length === 0) {
      await this.#firstAddresses(post.signal);
    }
    let failed: Set<Replica> | null = null;
    for (;;) {
      const replica = this.#choose(post.route.latest, failed);
      try {
        return await this.#postTo(replica, post);
      } catch (error) {
        failed = (failed ?? new Set()).add(replica);
        if (!(error instanceof Unconnected) || post.signal?.aborted === true || !this.#hasOther(failed)) {
          throw error;
        }
      }
    }
  }

  async #postTo(
    replica: Replica,
    { headers: given, body, signal, isHedge, budget, route }: ReplicaPost,
  ): Promise<HttpAnswer> {
    const { path, credentials } = replica.place;
    // A header rule for `authorization` overrides the credentials of the URL.
    const headers = credentials === null ? given : { ...credentials, ...given };
    route.latest = replica;
    replica.inFlight += 1;
    try {
      const answer = await replica.client.post({ path, headers, body, signal, isHedge, budget });
      replica.failures = 0;
      replica.asideUntil = null;
      return answer;
    } catch (error) {
      this.#failed(replica, error);
      throw error;
    } finally {
      replica.inFlight -= 1;
      if (replica.inFlight === 0 && this.#retired.size > 0) {
        this.#retired.delete(replica);
      }
    }
  }

  #failed(replica: Replica, error: unknown): void {
    const isUnconnected = error instanceof Unconnected;
    // Requests that fail together, as when a replica stops, count as one failure.
    const isNews = replica.asideUntil === null && (error instanceof Unreached || error instanceof TimedOut);
    if (!isNews) {
      return;
    }
    replica.failures += 1;
    const { place, failures } = replica;
    if (place.name !== null) {
      place.resolveAt = Math.min(place.resolveAt, place.resolvedAt + resolveAgainMs);
      this.#resolveAt = Math.min(this.#resolveAt, place.resolveAt);
    }
    if (this.#replicas.length > 1 && (isUnconnected || failures >= failuresMax)) {
      replica.asideUntil = performance.now() + asideTime(failures);
    }
  }

  #hasOther(failed: ReadonlySet<Replica>): boolean {
    return this.#replicas.some((replica) => replica.asideUntil === null && !failed.has(replica));
  }

  /** The replica with the fewest requests in flight. Replicas with equally many take turns. */
  #choose(latest: Replica | null, failed: ReadonlySet<Replica> | null): Replica {
    const replicas = this.#replicas;
    let [best] = replicas;
    if (best === undefined) {
      throw new Unconnected('cannot be reached', { cause: this.#lookupFailure });
    }
    if (replicas.length === 1) {
      return best;
    }
    const now = performance.now();
    let least = Infinity;
    this.#turn = (this.#turn + 1) % replicas.length;
    for (const replica of [...replicas.slice(this.#turn), ...replicas.slice(0, this.#turn)]) {
      const { inFlight, asideUntil } = replica;
      const rank =
        inFlight +
        (replica === latest ? ranks.latest : 0) +
        (asideUntil === null ? 0 : ranks.aside) +
        (failed?.has(replica) === true ? ranks.failed : 0);
      if (rank < least) {
        best = replica;
        least = rank;
      }
      if (asideUntil !== null && now >= asideUntil) {
        this.#probe(replica, now);
      }
    }
    return best;
  }

  /** Puts a replica back into service if it accepts a connection. No request waits for that. */
  #probe(replica: Replica, now: number): void {
    const { address, place } = replica;
    replica.asideUntil = now + asideTime(replica.failures + 1);
    const socket = connect({ host: address, port: portOf(place.url), timeout: this.#settings.connectTimeoutMs });
    this.#probes.add(socket.unref());
    socket.once('connect', () => {
      // Its next failure leaves it aside at once, and for longer.
      replica.asideUntil = null;
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('no connection in time')));
    socket.on('error', () => {
      replica.failures += 1;
    });
    socket.once('close', () => this.#probes.delete(socket));
  }

  /** Resolves the names that are due, while requests use the known addresses. */
  #resolveNames(): void {
    const now = performance.now();
    for (const place of this.#places) {
      if (place.name !== null && now >= place.resolveAt) {
        place.resolving ??= this.#resolve(place, place.name);
      }
    }
    this.#resolveAt = now + resolveAgainMs;
  }

  async #resolve(place: Place, name: string): Promise<void> {
    const { resolve, resolveEveryMs } = this.#settings;
    let everyMs = resolveEveryMs;
    try {
      const addresses = [...new Set(await resolve(name))].toSorted().slice(0, addressesMax);
      if (addresses.length === 0) {
        throw new Error(`the name ${name} has no address`);
      }
      if (!this.#isClosed) {
        this.#use(place, addresses);
      }
    } catch (error) {
      this.#failedLookups += 1;
      this.#lookupFailure = error;
      everyMs = Math.min(resolveEveryMs, resolveAgainMs);
    }
    place.resolving = null;
    place.resolvedAt = performance.now();
    place.resolveAt = place.resolvedAt + everyMs;
    this.#collect();
  }

  /** Waits for the first address, at most as long as for a connection. */
  async #firstAddresses(signal: AbortSignal | undefined): Promise<void> {
    const timeout = AbortSignal.timeout(this.#settings.connectTimeoutMs);
    const end = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    while (this.#replicas.length === 0 && !end.aborted) {
      const resolving = this.#places.flatMap((place) => place.resolving ?? []);
      if (resolving.length === 0) {
        return;
      }
      await unlessAborted(end, Promise.race(resolving)).catch(() => {});
    }
    if (signal?.aborted === true) {
      throw new Cancelled(0);
    }
  }

  #use(place: Place, addresses: readonly string[]): void {
    const known = new Map(place.replicas.map((replica) => [replica.address, replica]));
    place.replicas = addresses.map((address) => {
      const replica = known.get(address);
      known.delete(address);
      return replica ?? this.#open(place, address);
    });
    for (const gone of known.values()) {
      gone.client.retire();
      if (gone.inFlight > 0) {
        this.#retired.add(gone);
      }
    }
  }

  #open(place: Place, address: string): Replica {
    const client = this.#settings.open(place.url, address);
    return { place, address, client, inFlight: 0, failures: 0, asideUntil: null };
  }

  #collect(): void {
    this.#replicas = this.#places.flatMap(({ replicas }) => replicas);
    this.#resolveAt = Math.min(...this.#places.map(({ resolveAt }) => resolveAt));
  }
}

function asideTime(failures: number): number {
  return Math.min(asideMsMax, asideMs * 2 ** Math.min(failures - 1, 10));
}

/** The name and password in a URL, as a header (RFC 7617). */
function credentialsIn({ username, password }: URL): Readonly<Record<string, string>> | null {
  if (username === '' && password === '') {
    return null;
  }
  const pair = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A literal percent sign.
    return text;
  }
}
