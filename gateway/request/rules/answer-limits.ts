import { responseBytesMaxDefault } from '@tributary/platform/http-transport.ts';
import { z } from 'zod';

export const answerLimitsDefault = { subgraphAnswerBytes: responseBytesMaxDefault, operationBytes: 64 * 1024 * 1024 };

const bytes = z
  .number()
  .int()
  .min(1_024)
  .max(512 * 1024 * 1024);

/** Limits on the answers of subgraphs, in the gateway's file. */
export const answerLimits = {
  subgraphAnswerBytes: bytes.default(answerLimitsDefault.subgraphAnswerBytes).meta({
    description: 'Greatest length of one answer of a subgraph over HTTP, or of one event, in bytes',
    pitfall: 'A longer answer gives null fields with `SUBGRAPH_UNAVAILABLE`.',
  }),
  operationBytes: bytes.default(answerLimitsDefault.operationBytes).meta({
    description: 'Greatest length of all answers of subgraphs over HTTP for one operation together, in bytes',
    pitfall: 'What exceeds it is null with `ANSWER_TOO_LARGE`. Parsed answers take several times this memory.',
  }),
};
