import { keySettingsOf } from '@tributary/deploy/service-keys.ts';
import { newId } from '@tributary/domain/ids.ts';
import { callerRules } from '@tributary/domain/speaking-rules.ts';
import { createLogger } from '@tributary/platform/logging.ts';
import { openMadeKeys } from '@tributary/platform/made-service-keys.ts';
import { callerHeader } from '@tributary/platform/transport/transport.ts';
import { callerOf, type Viewer } from '@tributary/domain/viewer.ts';
import { vi } from 'vitest';
import { z } from 'zod';
import { crashable } from '../support/open-faulty-platform.ts';
import { serviceKeys } from '../support/service-keys.ts';

const log = createLogger({ name: 'test', level: 'silent' });
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
  // A signer of its own, which caches signatures by the clock of this process alone.
  const gateway = openMadeKeys(serviceKeys, { rules: callerRules.speaking, log }).signerOf('gateway');
  const running = await crashable('ledger', {
    DATABASE_URL: databaseUrl,
    ...keySettingsOf('ledger', serviceKeys),
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
  const sign = () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + clockAheadMs });
    const signed = gateway.sign(callerOf(viewer), 'ledger');
    vi.useRealTimers();
    return signed;
  };

  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [callerHeader]: sign() },
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
