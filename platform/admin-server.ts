import { createHostCheck } from './hosts.ts';
import { listen, sendJson, type HttpServer } from './http-server.ts';
import type { Logger } from './logging.ts';
import type { Registry } from './metrics.ts';
import { checkReadiness, type Dependency } from './readiness.ts';
import { setSecurityHeaders } from './security-headers.ts';

/**
 * Serves operators on a port of its own: `/metrics`, `/health/live`, and `/health/ready` with the reasons for which a
 * process cannot work. Clients of the main port learn none of it.
 */
export function listenForAdministration({
  host,
  port,
  log,
  metrics,
  dependencies,
}: {
  host: string;
  port: number;
  log: Logger;
  metrics: Registry;
  dependencies: () => readonly Dependency[];
}): Promise<HttpServer> {
  const checkHost = createHostCheck({ host, allowed: [] });
  return listen({
    host,
    port,
    log,
    settings: { host: 'ADMIN_HOST', port: 'ADMIN_PORT' },
    handle: async (request, response) => {
      setSecurityHeaders(response);
      response.setHeader('cache-control', 'no-store');
      const misdirected = checkHost(request);
      const path = request.url?.split('?', 1)[0];
      if (misdirected !== null) {
        sendJson(response, 421, { error: misdirected });
      } else if (path === '/health/live') {
        sendJson(response, 200, { status: 'live' });
      } else if (path === '/health/ready') {
        const { isReady, dependencies: states } = await checkReadiness(dependencies());
        sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', dependencies: states });
      } else if (path === '/metrics') {
        response.setHeader('content-type', metrics.contentType);
        response.end(await metrics.metrics());
      } else {
        sendJson(response, 404, { error: 'There are /metrics, /health/live and /health/ready here.' });
      }
    },
  });
}
