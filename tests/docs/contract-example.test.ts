import { readFileSync } from 'node:fs';
import { parseSupergraph } from '@tributary/gateway/composed/composed-supergraph.ts';
import { contractApis } from '@tributary/gateway/composed/contracts.ts';
import { createContractChoice } from '@tributary/gateway/request/choose-contract.ts';
import { contractsShape } from '@tributary/gateway/request/contracts-settings.ts';
import { anonymousCaller } from '@tributary/platform/caller.ts';
import { expect, it } from 'vitest';
import { z } from 'zod';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const fileShape = z.object({ contracts: contractsShape });

it('the contract of the guide gives API clients the API without what operators alone may do', () => {
  const [, example = ''] = /```json\n([^`]*"contracts"[^`]*)```/.exec(read('docs/operations.md')) ?? [];
  const { contracts } = fileShape.parse(JSON.parse(example));
  const composed = parseSupergraph(read('schema/supergraph.graphql'));

  const shown = contractApis(composed, contracts).get('partners')?.apiSchema;
  const choose = createContractChoice(contracts);
  const contractOf = (subject: string | null) =>
    choose({ caller: { ...anonymousCaller, subject }, headers: { host: 'api.example.com' } });

  const mutations = Object.keys(shown?.getMutationType()?.getFields() ?? {});
  expect(mutations).toEqual(expect.arrayContaining(['createTransfer', 'exchangeApiKey', 'openAccount']));
  expect(mutations.filter((name) => /ApiClient|ApiKey$|closePeriod|createUser|freeze/.test(name))).toEqual([
    'exchangeApiKey',
  ]);
  expect(shown?.getType('AuditEvent')).toBeUndefined();
  expect(shown?.getType('CreateUserInput')).toBeUndefined();
  expect(['cli_1', 'usr_1', null].map(contractOf)).toEqual(['partners', null, null]);
});
