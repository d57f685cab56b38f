import type { LogRow, SeenRow } from './tables.ts';

const typenames = {
  TRANSFER: 'TransferPosted',
  HOLD: 'HoldCreated',
  CAPTURE: 'HoldCaptured',
  VOID: 'HoldVoided',
  EXPIRY: 'HoldExpired',
} as const satisfies Record<LogRow['kind'], string>;

type LogEventName = (typeof typenames)[LogRow['kind']] | 'HoldRaised';

/** A row of the log as an event. `previousSequence` is the newest earlier row that the same reader would get. */
export type LogEvent<Name extends LogEventName = LogEventName> = {
  __typename: Name;
  row: SeenRow;
  previousSequence: bigint | null;
};

/** A heartbeat: no further event up to `sequence`. */
export type HeartbeatEvent = {
  __typename: 'Heartbeat';
  organizationId: string;
  sequence: bigint;
  previousSequence: bigint | null;
  occurredAt: Date;
};

export type LedgerEvent = LogEvent | HeartbeatEvent;

export function toEvent(row: SeenRow, previousSequence: bigint | null): LogEvent {
  const isRaise = row.kind === 'HOLD' && row.holdId !== row.id;
  return { __typename: isRaise ? 'HoldRaised' : typenames[row.kind], row, previousSequence };
}
