import { newSecret } from '@tributary/deploy/secrets.ts';
import { newId } from '@tributary/domain/ids.ts';
import { callerHeader } from '@tributary/platform/transport/transport.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { signCaller } from '@tributary/platform/caller.ts';
import { vi } from 'vitest';
import { z } from 'zod';
import { crashable } from '../support/open-faulty-platform.ts';

const answerTimeoutMs = 20_000;
const errorsShape = z.array(z.object({ code: z.string() }));
const resultShape = z.object({ transfer: z.object({ id: z.string() }).nullable(), errors: errorsShape });
const answerShape = z.object({ data: z.object({ createTransfers: z.object({ results: z.array(resultShape) }) }) });

/** A ledger process of its own, which can be killed. Its caller is an operator, and has the same clock. */
export async function openLedgerProcess({
  databaseUrl,
  redisUrl,
  organizationId,
  operatorId = newId(),
  clockAheadMs = 0,
}: {
  databaseUrl: string;
  redisUrl?: string;
  organizationId: string;
  operatorId?: string;
  /** The time by which the clock of the process is ahead; negative if it is behind. */
  clockAheadMs?: number;
}) {
  const secret = newSecret();
  const running = await crashable('ledger', {
    DATABASE_URL: databaseUrl,
    VIEWER_SECRET: secret,
    LOG_LEVEL: 'info',
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...(clockAheadMs === 0
      ? {}
      : {
          NODE_OPTIONS: `--import ${new URL('./wrong-clock.ts', import.meta.url).href}`,
          CLOCK_AHEAD_MS: String(clockAheadMs),
        }),
  });
  const viewer: Viewer = {
    kind: 'user',
    id: operatorId,
    organizationId,
    role: 'OPERATOR',
    expiresAt: 4_000_000_000,
  };
  const sign = async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + clockAheadMs });
    const signing = signCaller(callerOf(viewer), secret);
    vi.useRealTimers();
    return signing;
  };

  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [callerHeader]: await sign() },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    return response.json();
  };
  return {
    ...running,
    ask,
    /** Makes transfers in one request. Returns the id of each, or the code of its refusal. */
    createTransfers: async (transfers: readonly Record<string, unknown>[]): Promise<string[]> => {
      const answer = await ask(
        `mutation ($input: CreateTransfersInput!) { createTransfers(input: $input) { results { transfer { id } errors { code } } } }`,
        { input: { transfers } },
      );
      const { data } = answerShape.parse(answer);
      return data.createTransfers.results.map(({ transfer, errors }) => transfer?.id ?? errors[0]?.code ?? 'nothing');
    },
  };
}
