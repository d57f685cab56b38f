import type { SignedInViewer } from '@tributary/domain/viewer.ts';
import type { CreateTransferInput } from '../generated/schema.ts';
import type { CommandQueue } from './command-queue.ts';
import { explainRefusal } from './explain-refusal.ts';
import { transferCommand } from './parse-commands.ts';
import type { Outcome, TransferCommand } from './rules/commands.ts';

/** The reason for which a transfer was not made. */
export type Problem = { code: string; message: string };

/**
 * A line of the source: a transfer to make, or the problem of the line. Consecutive lines with the same journal are
 * posted together, or none of them is.
 */
export type ImportItem = { line: number; journal: string | null } & (
  | { input: CreateTransferInput }
  | { problem: Problem }
);

/**
 * The result of a line: its problem, or the transfer in the log. It is new if this line made it, now. Otherwise it was
 * there, under the same key.
 */
export type ImportOutcome = { problem: Problem } | { problem: null; transferId: string; isNew: boolean };
export type ImportResult<Item> = { item: Item } & ImportOutcome;

const batchSizeMax = 1_000;
/** One batch is posted and one waits, so the ledger never waits for the file. */
const batchesInFlight = 2;

/**
 * Makes transfers from any number of lines, in their order and in bounded memory, by the same batches as all others.
 *
 * Yields results batch by batch, in order, each after its commit: these lines are in the log or were refused. An import
 * that stopped may resume there, or from the start, where the idempotency keys give the first answers.
 */
export async function* importTransfers<Item extends ImportItem>({
  commands,
  viewer,
  items,
}: {
  commands: CommandQueue;
  viewer: SignedInViewer;
  items: AsyncIterable<Item>;
}): AsyncGenerator<ImportResult<Item>[]> {
  const inFlight: Promise<ImportResult<Item>[]>[] = [];
  for await (const groups of batchesOf(items)) {
    const posting = post(commands, viewer, groups);
    // If an earlier batch fails, nobody awaits this one any more.
    posting.catch(() => {});
    inFlight.push(posting);
    if (inFlight.length >= batchesInFlight) {
      yield (await inFlight.shift()) ?? [];
    }
  }
  for (const posting of inFlight) {
    yield await posting;
  }
}

/** Items that are posted together: a journal, or one item alone. */
type Group<Item> = { items: Item[]; isTooLong: boolean };

/** Batches of whole journals, as many as fit. */
async function* batchesOf<Item extends ImportItem>(items: AsyncIterable<Item>): AsyncGenerator<Group<Item>[]> {
  let batch: Group<Item>[] = [];
  let size = 0;
  for await (const group of groupsOf(items)) {
    if (size + group.items.length > batchSizeMax) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(group);
    size += group.items.length;
  }
  if (size > 0) {
    yield batch;
  }
}

/** Groups lines by journal. A journal that is too long for a batch comes in pieces, none of which is posted. */
async function* groupsOf<Item extends ImportItem>(items: AsyncIterable<Item>): AsyncGenerator<Group<Item>> {
  let group: Group<Item> = { items: [], isTooLong: false };
  for await (const item of items) {
    const isNext: boolean = item.journal !== null && item.journal === group.items.at(-1)?.journal;
    if (isNext && group.items.length < batchSizeMax) {
      group.items.push(item);
      continue;
    }
    group.isTooLong ||= isNext;
    if (group.items.length > 0) {
      yield group;
    }
    group = { items: [item], isTooLong: isNext };
  }
  if (group.items.length > 0) {
    yield group;
  }
}

async function post<Item extends ImportItem>(
  queue: CommandQueue,
  viewer: SignedInViewer,
  groups: readonly Group<Item>[],
): Promise<ImportResult<Item>[]> {
  const ready = groups.map((group) => ({ group, ...parseGroup(viewer, group) }));
  const commands = ready.flatMap((one) => one.commands ?? []);
  const outcomes = commands.length === 0 ? [] : await queue.submit(viewer.organizationId, commands);
  const outcomeOf = new Map(commands.map((command, index) => [command, outcomes[index]]));
  return ready.flatMap(({ group, commands: made, problems }) =>
    group.items.map((item, index) => {
      const command = made?.[index];
      return command === undefined
        ? { item, problem: problems?.[index] ?? missing() }
        : { item, ...explain(command, outcomeOf.get(command) ?? missing()) };
    }),
  );
}

/**
 * Commands for all items of a group, or a problem for each: the first faulty item has its own, the others name that
 * item.
 */
function parseGroup<Item extends ImportItem>(
  viewer: SignedInViewer,
  { items, isTooLong }: Group<Item>,
): { commands: TransferCommand[]; problems?: undefined } | { commands?: undefined; problems: Problem[] } {
  if (isTooLong) {
    const problem = {
      code: 'INVALID_INPUT',
      message: `A journal has up to ${batchSizeMax} transfers. Split it into smaller ones.`,
    };
    return { problems: items.map(() => problem) };
  }
  const journals = new Map<string, string>();
  const parsed = items.map((item) => parseItem(viewer, item, journals));
  const commands = parsed.filter((one) => 'kind' in one);
  if (commands.length === items.length) {
    return { commands };
  }
  const first = items[parsed.findIndex((one) => 'code' in one)];
  return { problems: parsed.map((one) => ('code' in one ? one : journalRefused(first?.line ?? 0))) };
}

function parseItem(viewer: SignedInViewer, item: ImportItem, journals: Map<string, string>): TransferCommand | Problem {
  if ('problem' in item) {
    return item.problem;
  }
  // The other members of a journal name the faulty one by its line.
  const command = transferCommand(viewer, item.input, { journals, position: item.line });
  return viewer.kind === 'user' && viewer.role === 'OPERATOR' ? { ...command, isHistory: true } : command;
}

/** A command's own id becomes that of its transfer, so any other id is that of an earlier one. */
function explain(command: TransferCommand, outcome: Outcome): ImportOutcome {
  if (!('refusal' in outcome)) {
    const { transferId } = outcome;
    return { problem: null, transferId: transferId ?? missing(), isNew: transferId === command.id };
  }
  if (outcome.refusal.code === 'JOURNAL_REFUSED') {
    return { problem: journalRefused(outcome.refusal.refusedIndex) };
  }
  const mistakes = [outcome.refusal, ...(outcome.others ?? [])].map((refusal) => explainRefusal(refusal));
  // A line has no path, so an invalid field is named in front.
  const messages = mistakes.map(({ code, message, path }) =>
    code === 'INVALID_INPUT' ? `${path.slice(1).join('.')}: ${message}` : message,
  );
  return { problem: { code: outcome.refusal.code, message: messages.join(' ') } };
}

function missing(): never {
  throw new Error('a line of the import has no outcome');
}

function journalRefused(line: number): Problem {
  return { code: 'JOURNAL_REFUSED', message: `The transfer on line ${line} was refused, and so was its journal.` };
}
