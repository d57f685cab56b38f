import { ApolloServer } from '@apollo/server';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { answerGraphQL } from '../support/answer-graphql.ts';
import { listen } from '@tributary/platform/http-server.ts';
import { createLogger } from '@tributary/platform/logging.ts';

// Apollo's own tests of its server behind HTTP, without the checks of the front door. The suite itself skips
// incremental delivery by the executor, which needs graphql 17.
defineIntegrationTestSuite(async (config, options) => {
  const server = new ApolloServer(config);
  await server.start();
  const log = createLogger({ name: 'test', level: 'silent' });
  const http = await listen({
    log,
    host: '127.0.0.1',
    port: 0,
    handle: (request, response) =>
      answerGraphQL(request, response, {
        server,
        bodyBytesMax: 1024 * 1024,
        scope: { log },
        context: options?.context ?? (async () => ({})),
      }),
  });
  return { server, url: `${http.url}/`, extraCleanup: http.close };
});
