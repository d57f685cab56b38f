import { readFileSync } from 'node:fs';
import { buildGeneration } from '@tributary/gateway/generation.ts';
import { parse } from 'graphql';
import { everyQuestion } from './every-operation.ts';
import { it } from 'vitest';
it('x', () => {
  const sdl = readFileSync('schema/supergraph.graphql', 'utf8');
  const g = buildGeneration({ supergraphSdl: sdl, operationsMax: 1000, entitiesApart: 'repeated', onPrepared: () => {} } as never);
  const probes = new Proxy({}, { get: (_t, k) => [{ value: `x-${String(k)}` }], has: () => true, getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }) });
  const docs = new Set<string>();
  try { for (const q of everyQuestion(g.apiSchema, 'mutation', probes as never)) for (const d of q.documents) docs.add(d); } catch (e) { console.log(String(e)); }
  let total = 0;
  for (const d of docs) {
    const b = process.cpuUsage();
    try { g.operationOf(parse(d), null).bind({ input: { } }, () => false); } catch (e) { /* */ }
    try { g.operationOf(parse(d), null).warm([{ conditions: {}, labels: [], takesParts: false }]); } catch (e) { console.log(String(e).slice(0, 100)); }
    const u = process.cpuUsage(b);
    const ms = (u.user + u.system) / 1000; total += ms;
    if (ms > 400) console.log(d.length, Math.round(ms), d.slice(0, 60));
  }
  console.log('TOTAL', docs.size, Math.round(total));
}, 300000);
