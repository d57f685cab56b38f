import { createServer } from 'node:http';

/**
 * Two subgraphs in one process, as `/one` and `/two`, that answer from memory: every hundredth answer of each takes a
 * second. `/down` answers with status 503, and `/count` with the number of requests since the last time it was asked.
 * The process sends its URL to its parent.
 */

const slowEvery = 100;
const slowMs = 1_000;
const answers = new Map([
  ['/one', { body: '{"data":{"one":1}}', count: 0 }],
  ['/two', { body: '{"data":{"two":2}}', count: 0 }],
]);
let requests = 0;

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    if (request.url === '/count') {
      response.end(String(requests));
      requests = 0;
      return;
    }
    requests += 1;
    const answer = answers.get(request.url ?? '');
    if (answer === undefined) {
      response.writeHead(503).end();
      return;
    }
    answer.count += 1;
    const end = () => response.setHeader('content-type', 'application/json').end(answer.body);
    if (answer.count % slowEvery === 0) {
      setTimeout(end, slowMs);
    } else {
      end();
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
});
process.once('disconnect', () => process.exit());
