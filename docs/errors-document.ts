import { closings } from '@tributary/gateway/front/sockets/socket-protocol.ts';
import { errorCodes } from '@tributary/platform/error-codes.ts';
import { subgraphSdl } from '@tributary/kit/subgraph-sdl.ts';
import { subgraphNames } from '@tributary/registry/registry.ts';
import { parse } from 'graphql';
import { code, generatedNotice, sentence, table } from './markdown.ts';

/** docs/errors.md: every code of an error, a refusal and a closed socket. */
export function errorsDocument(): string {
  return `${generatedNotice('platform/error-codes.ts, schema/*.graphql and gateway/front/sockets/socket-protocol.ts')}

# Errors

A "no" comes in three kinds:

| Kind | Example | Form |
| --- | --- | --- |
| Refusal: a person may see it | not enough funds | data: a member of \`errors\` in the payload of a mutation, with a \`code\` |
| Misuse: the caller can correct it | not signed in, invalid cursor | a top-level error with a code in \`extensions.code\` |
| Failure: the service or a subgraph is at fault | a subgraph is down | a top-level error with a code, logged under the request id |

The response header \`x-request-id\` names the request. Give it when you report a failure.
A field with an error is null, and the error has its path. \`extensions.subgraph\` names the subgraph where one is at fault.
\`extensions.places\` counts the places of one error, if there are several.

Messages are for people and may change. Programs decide by codes.

## Codes of top-level errors

The HTTP status is that of a response that carries the error and no data. A response with \`data\` has 200, whatever its errors.

${table(['Code', 'Meaning', 'At fault', 'HTTP status', 'Remedy'], topLevelRows())}

## Codes that end a stream

The last message of a stream carries one of these codes, or a code of \`extensions.code\` that the subgraph sent. \`extensions.cursor\` is the position to resume after, where the stream can be resumed.
[Resumable subscriptions](resumable.md) describes the protocol.

${table(['Code', 'Remedy'], streamRows())}

## Codes of closed sockets

The protocol is graphql-transport-ws. *Retry* says whether a client may connect again with the same request.

${table(['Code', 'Reason', 'Retry', 'From', 'Remedy'], closingRows())}

A WebSocket upgrade is refused with HTTP 404 for another path than \`/graphql\`, with 405 for another method than GET, and with 503 above the limit of sockets.

## Codes of refusals

A refusal is data: the mutation's payload has \`errors\`, whose members implement \`UserError\`. The HTTP status is 200, and nothing was done.

${table(['Code', 'Subgraphs', 'Meaning'], refusalRows())}
`;
}

function topLevelRows(): string[][] {
  return Object.entries(errorCodes).map(([name, { meaning, fault, status, remedy }]) => [
    code(name),
    sentence(meaning),
    fault,
    status,
    sentence(remedy),
  ]);
}

function streamRows(): string[][] {
  return Object.entries(errorCodes)
    .filter(([, { from }]) => from.some((source) => source === 'stream'))
    .map(([name, { remedy }]) => [code(name), sentence(remedy)]);
}

function closingRows(): string[][] {
  return Object.values(closings)
    .toSorted((one, other) => one.code - other.code)
    .map((closing) => [
      String(closing.code),
      closing.reason,
      closing.retry ? 'yes' : 'no',
      closing.code < 4000 ? 'RFC 6455' : 'isOurs' in closing ? 'Tributary' : 'graphql-transport-ws',
      sentence(closing.remedy),
    ]);
}

/** The members of `UserErrorCode` in all subgraphs. If several subgraphs have a code, the first description counts. */
function refusalRows(): string[][] {
  const rows = new Map<string, { subgraphs: string[]; description: string }>();
  for (const subgraph of subgraphNames) {
    for (const definition of parse(subgraphSdl(subgraph)).definitions) {
      if (definition.kind !== 'EnumTypeDefinition' || definition.name.value !== 'UserErrorCode') {
        continue;
      }
      for (const { name, description } of definition.values ?? []) {
        const row = rows.get(name.value) ?? { subgraphs: [], description: description?.value ?? '' };
        row.subgraphs.push(subgraph);
        rows.set(name.value, row);
      }
    }
  }
  return [...rows]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, { subgraphs, description }]) => [code(name), subgraphs.join(', '), description.replaceAll('\n', ' ')]);
}
