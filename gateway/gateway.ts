import './telemetry-off.ts';
import { listenForAdministration } from '@tributary/platform/admin-server.ts';
import { readDoors } from '@tributary/platform/doors.ts';
import { listen } from '@tributary/platform/http-server.ts';
import type { Dependency } from '@tributary/platform/readiness.ts';
import { RequestScope } from '@tributary/platform/request-scope.ts';
import { followRevocations, noRevocations, type Revocations } from '@tributary/platform/revocations.ts';
import { createOverrides, type OverrideSettings } from './composed/override-labels.ts';
import { createChecks } from './front/checks.ts';
import { createCors } from './front/cors.ts';
import { createFrontDoor } from './front/front-door.ts';
import { createProblemPages } from './front/problem-pages.ts';
import { CallRecorder } from './front/mcp/call-recorder.ts';
import { readGuides, type Guide } from './front/mcp/guides.ts';
import { openMcp, type OpenMcp } from './front/mcp/open-mcp.ts';
import { createStrictTransport } from './front/strict-transport.ts';
import { createGraphQLHandler } from './front/http/answer-graphql.ts';
import { compressionDefault, createCompression } from './front/http/compression.ts';
import { createRestHandler } from './front/rest/answer-rest.ts';
import { createSchemaHandler } from './front/http/schema-document.ts';
import { boundConnections, Occupancy } from './request/occupancy.ts';
import { serveSockets } from './front/sockets/sockets.ts';
import { createUpgradeHandler } from './front/sockets/upgrades.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import { admissionBy, openOperations, poolOf, type Operations } from './open-operations.ts';
import type { PublicOperation } from './public-operations/public-operation.ts';
import { createAuthenticator, issuersOf, type Authenticator } from './request/authentication.ts';
import { dependenciesOf } from './request/dependencies.ts';
import { createInFlight, inFlightDefaults, type InFlight } from './request/in-flight.ts';

export type Gateway = {
  url: string;
  /** The server for operators; null where there is none. */
  adminUrl: string | null;
  /** Serves another supergraph from now on. Rejects and keeps the old one if the new one cannot be loaded. */
  reload(supergraphSdl: string): Promise<void>;
  /** The public operations that the current supergraph can answer. The same array until they change. */
  publicOperations(): readonly PublicOperation[];
  close(): Promise<void>;
};

/** Grace period for the closing handshake of a socket. */
const socketDrainMs = 1_000;
const keepAliveMsDefault = 12_000;
const httpStreamLifeMaxMsDefault = 60 * 60 * 1000;
/** Limits on the open sockets, and on the open subscriptions over all transports. */
const socketsMax = 50_000;
const bodyBytesMax = 4 * 1024 * 1024;
const noOverrides: OverrideSettings = { labels: {}, header: null };

/** Serves any Federation 2 supergraph over HTTP and WebSocket. Throws when the supergraph cannot be loaded. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { host, port, caches, log, metrics, open = {}, revocations: read, mcp } = settings;
  const guides = mcp === undefined ? [] : await readGuides(mcp.guides, mcp.resultBytesMax);
  const authenticator = openAuthenticator(settings);
  const revocations = read === undefined ? noRevocations : followRevocations({ read, log, metrics, reader: 'gateway' });
  const inFlight = createInFlight(settings.inFlight ?? inFlightDefaults, metrics);
  const { pool, closePool } = poolOf(settings);
  const parts = { revocations, inFlight, pool };
  const opened = await openOperations(settings, parts).catch(async (error: unknown) => {
    authenticator.close();
    await Promise.all([revocations.close(), closePool()]);
    throw error;
  });
  const { gateway, access, operations, hub, documents } = opened;
  const calls = recorderOf(settings);
  const { sockets, handle, upgrade } = createDoors(settings, {
    ...opened,
    calls,
    authenticator,
    revocations,
    inFlight,
    guides,
  });
  const administration = await openAdministration(settings, () =>
    dependenciesOf({ caches, circuits: access.circuits, hasRoom: inFlight.hasRoom }),
  );
  const http = await listen({ host, port, log, handle, tls: settings.tls, arrival: settings.arrival });
  if (open.connectionsPerAddress !== undefined) {
    boundConnections(http.server, open.connectionsPerAddress);
  }
  http.server.on('upgrade', upgrade);

  return {
    url: http.url,
    adminUrl: administration?.url ?? null,
    reload: (sdl) => gateway.reload(sdl),
    publicOperations: documents.publicOperations,
    close: async () => {
      const closed = http.close();
      hub.close();
      await Promise.all([sockets.close(socketDrainMs), closed]);
      await calls?.close();
      await revocations.close();
      authenticator.close();
      await operations.stop();
      await documents.close();
      await Promise.all([access.close(), closePool()]);
      await administration?.close();
    },
  };
}

/** The opened parts behind the doors. */
type DoorParts = Operations & {
  authenticator: Authenticator;
  revocations: Revocations;
  inFlight: InFlight;
  guides: readonly Guide[];
  calls: CallRecorder | null;
};

/** The handlers of what clients send: of HTTP requests, and of WebSockets. */
function createDoors(
  settings: GatewaySettings,
  {
    authenticator,
    revocations,
    inFlight,
    operations,
    hub,
    subscriberOf,
    variation,
    documents,
    showSchema,
    publishedFor,
    forAgents,
    guides,
    calls,
  }: DoorParts,
) {
  const { host, log, metrics, open = {}, trustedProxies = 0, keepAliveMs = keepAliveMsDefault } = settings;
  const hosts = (settings.contracts ?? []).flatMap((contract) => contract.hosts);
  const doors = settings.doors ?? readDoors({ HOST: host });
  const admit = admissionBy(settings);
  const overridesFor = createOverrides(settings.overrides ?? noOverrides);
  // With trusted documents, a refusal depends on the client.
  const variesBy = () => [...variation.variesBy(), ...documents.variesBy];
  const compression = createCompression(settings.compression === undefined ? compressionDefault : settings.compression);
  const lifeMaxMs = settings.httpStreamLifeMaxMs ?? httpStreamLifeMaxMsDefault;

  const { checkHost, checkOrigin, checkCookie } = createChecks(
    { ...settings, contractHosts: hosts },
    authenticator.variesBy,
  );
  const openSubscriptions = new Occupancy('subscriptions', open.subscriptions ?? {});
  const sockets = serveSockets({
    operations,
    hub,
    subscriberOf,
    authenticator,
    revocations,
    trustedProxies,
    overridesFor,
    admit,
    subscriptions: openSubscriptions,
    sockets: new Occupancy('sockets', open.sockets ?? {}),
    anonymousIdleMs: open.anonymousIdleMs,
    propagated: () => [...variation.propagated(), ...documents.clientNameHeaders],
    socketsMax,
    keepAliveMs,
    onError: (error, requestId) => log.error({ err: error, requestId }, 'a message of a socket could not be answered'),
    scopeOf: ({ requestId: id, headers }) => new RequestScope({ id, log, headers }),
  });
  const streams = {
    hub,
    subscriberOf,
    subscriptions: openSubscriptions,
    revocations,
    keepAliveMs,
    compression,
    lifeMaxMs,
  };
  const hasRest = settings.publicOperations !== undefined;
  const handle = createFrontDoor({
    answerGraphQL: createGraphQLHandler({ operations, bodyBytesMax, streams }),
    answerRest: hasRest ? createRestHandler({ operations, publishedFor, bodyBytesMax, streams }) : null,
    answerProblems: hasRest ? createProblemPages({ publishedFor, compression }) : null,
    answerSchema: createSchemaHandler({ showSchema, compression }),
    authenticator,
    metrics,
    servesMetrics: doors.metrics,
    explorer: settings.explorer,
    allowOrigin: createCors({
      origins: settings.corsOrigins ?? [],
      namedHeaders: () => [...authenticator.variesBy, ...variesBy()],
      settings: settings.cors ?? {},
    }),
    demandTls: createStrictTransport({
      seconds: settings.strictTransportSeconds ?? 0,
      trustedProxies,
      isSecure: settings.tls !== undefined,
    }),
    trustedProxies,
    overridesFor,
    admit,
    hasRoom: inFlight.hasRoom,
    checkHost,
    checkCookie,
    variesBy: () => [...variesBy(), ...(hosts.length === 0 ? [] : ['host'])],
    compression,
    servesDocuments: documents.trusted !== null,
    mcp: mcpOf(settings, { operations, publishedFor, forAgents, guides, calls, checkOrigin }),
  });
  return { sockets, handle, upgrade: createUpgradeHandler({ checkHost, checkOrigin, sockets }) };
}

/** The endpoint for agents. Null without settings for it. */
function mcpOf(
  { mcp, authentication, metrics, trustedProxies = 0, tls }: GatewaySettings,
  {
    forAgents,
    ...parts
  }: Pick<Operations, 'operations' | 'publishedFor' | 'forAgents'> & {
    guides: readonly Guide[];
    calls: CallRecorder | null;
    checkOrigin: ReturnType<typeof createChecks>['checkOrigin'];
  },
): OpenMcp | null {
  return mcp === undefined
    ? null
    : openMcp({
        settings: mcp,
        ...parts,
        ...forAgents,
        metrics,
        issuers: issuersOf(authentication).issuers.map(({ issuer }) => issuer),
        trustedProxies,
        isSecure: tls !== undefined,
        bodyBytesMax,
      });
}

/** The recorder of calls of tools. Null where there are no tools, or no place for it. */
function recorderOf({ mcp, recordToolCalls: record, log, metrics }: GatewaySettings): CallRecorder | null {
  return mcp === undefined || record === undefined ? null : new CallRecorder({ record, log, metrics });
}

function openAuthenticator({ authentication, claims, caches, log, metrics }: GatewaySettings): Authenticator {
  return createAuthenticator(authentication, { claims: claims ?? caches.claims, log, metrics });
}

/** Opens the server for operators. Null without an address for it. */
async function openAdministration(
  { admin, dependencies = [], log, metrics }: GatewaySettings,
  ownDependencies: () => readonly Dependency[],
) {
  return admin === undefined
    ? null
    : listenForAdministration({ ...admin, log, metrics, dependencies: () => [...dependencies, ...ownDependencies()] });
}
