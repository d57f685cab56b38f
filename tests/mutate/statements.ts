/** Statements and sums of the ledger, and the filter of entries. */
export const statements = [
  {
    file: 'subgraphs/ledger/read/row-conditions.ts',
    tests: ['tests/ledger/entry-filter.test.ts'],
    pairs: [
      [
        'gt(log.sequence, sequenceAt(organizationId, justBefore(from)))',
        'gt(log.sequence, sequenceAt(organizationId, from))',
      ],
      [
        'lte(log.sequence, sequenceAt(organizationId, justBefore(before)))',
        'lte(log.sequence, sequenceAt(organizationId, before))',
      ],
      ['eq(log.currency, money.currency), ', ''],
      ['return and(bound(from, gte), bound(to, lte));', 'return and(bound(from, gte), bound(to, lt));'],
      ['undefined : lt(log.effectiveAt', 'undefined : lte(log.effectiveAt'],
      ['onTime: and(eq(log.effectiveAt, log.recordedAt), recordedWithin', 'onTime: and(recordedWithin'],
      ['moved: and(ne(log.effectiveAt, log.recordedAt), effectiveWithin', 'moved: and(effectiveWithin'],
    ],
  },
  {
    file: 'subgraphs/ledger/read/filtered-entries.ts',
    tests: ['tests/ledger/entry-filter.test.ts'],
    pairs: [
      ['<= ${few} order by', '< 0 order by'],
      ['sql`(select size from size) > ${few}`', 'sql`false`'],
      ['? sql`${log.sequence} <= q.after`', '? sql`false`'],
      ['and(own, moved)} limit', 'and(own)} limit'],
    ],
  },
  {
    file: 'subgraphs/ledger/read/statements.ts',
    tests: ['tests/ledger/statements.test.ts', 'tests/ledger/statement-histories.test.ts'],
    pairs: [
      ['period.before < period.from', 'false'],
      ['time: justBefore(time), by', 'time, by'],
      ['conditions.kinds ?? posted', 'conditions.kinds'],
      ['other.from > from ? other.from : from', 'true ? other.from : from'],
      ['other.before < before ? other.before : before', 'true ? other.before : before'],
      ["period.by === 'EFFECTIVE' ? 'effective' : 'recorded'", "'effective'"],
      ['lte(log.sequence, sql`q.up_to`), ', ''],
      ['inArray(log.kind, [...posted]), ', ''],
      ['return sql`${sum(onTime)} + ${sum(moved)}`;', 'return sum(onTime);'],
    ],
  },
  {
    file: 'subgraphs/ledger/read/totals.ts',
    tests: ['tests/ledger/totals.test.ts'],
    pairs: [
      ['shifted: sql`<= ${day}`', 'shifted: sql`< ${day}`'],
      ['part.sign === 1 ? -1 : 1', 'part.sign'],
      ['moved(organizationId, part.sign, tookEffect),', ''],
      ['moved(organizationId, -1, gt(log.sequence, last))', 'moved(organizationId, -1, gte(log.sequence, last))'],
      ['l.sequence <= ${last}', 'l.sequence < ${last}'],
      ["at !== null && date === 'EFFECTIVE'", 'at !== null'],
      ['where a.organization_id = ${organizationId} group', 'group'],
      ["group[raises('debit', part) ? 'debits' : 'credits']", "group['debits']"],
      ['timeMs < leastTimeMs', 'false'],
      ['!maySeeAll(viewer)', 'false'],
    ],
  },
  {
    file: 'subgraphs/ledger/read/one-at-a-time.ts',
    tests: ['tests/ledger/totals.test.ts'],
    pairs: [
      ['previous.then(read)', 'read()'],
      ['|| own >= readsOfOneMax', ''],
      ['reads.length >= readsMax ||', ''],
      ['reads.splice(reads.indexOf(organizationId), 1);', ''],
    ],
  },
  {
    file: 'subgraphs/ledger/read/within-time.ts',
    tests: ['tests/ledger/within-time.test.ts'],
    pairs: [
      ["isolationLevel: 'repeatable read', ", ''],
      [", accessMode: 'read only'", ''],
      ['${String(Math.ceil(timeMs))}, true)', '${String(Math.ceil(timeMs))}, false)'],
    ],
  },
] as const;
