import { createHostMatcher } from '@tributary/platform/hosts.ts';
import { hostName } from '@tributary/platform/settings.ts';
import { z } from 'zod';
import { callerExpression } from './caller-expression.ts';
import { isForEveryone, type Contract } from './choose-contract.ts';

const tags = z
  .array(z.string().regex(/^[\w/-]{1,128}$/, 'must be letters, digits, `_`, `-` and `/`, 128 at most'))
  .max(100)
  .default([]);

const callers = z.strictObject({
  expression: callerExpression.meta({
    description: 'CEL expression over `claims`, `scopes`, `issuer`, `subject` and `tenant` of the verified token',
    example: "'transfers:write' in scopes",
    pitfall: 'It fits where it is true. If it fails, as at a claim that a token lacks, it does not fit.',
  }),
});

const contract = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower case letters, digits and dashes')
    .meta({ description: 'Name in logs and messages', example: 'partners' }),
  include: tags.meta({
    description:
      'Tags of what the contract shows: fields with one of them, or of a type with one, with all that these fields use. Everything by default',
    example: ['public'],
    pitfall: 'An enum value, an argument or an input field is shown with its field. `exclude` hides it.',
  }),
  exclude: tags.meta({
    description: 'Tags of what the contract hides, with all that is inside of it',
    example: ['internal'],
    pitfall: 'Tag the fields that return a hidden type too, or they are gone without a word.',
  }),
  hosts: z
    .array(hostName)
    .max(100)
    .default([])
    .meta({
      description:
        'Names of the gateway at which clients get the contract; `*.example.com` means all subdomains. The gateway serves these names besides `ALLOWED_HOSTS`',
      example: ['partners.example.com'],
      pitfall: 'A client chooses the host: what it must not use is refused by rights, and not by a host.',
    }),
  callers: callers.optional().meta({
    description: 'Callers who get the contract at every host',
    pitfall: 'A caller without a token is another caller: what nobody else may see needs a contract for everyone else.',
  }),
});

type Given = z.output<typeof contract>;

/** Contracts: smaller APIs for some callers or hosts. */
export const contractsShape = z
  .array(contract)
  .max(50)
  .default([])
  .superRefine((contracts, context) => {
    contracts.forEach((each, index) => {
      const message = mistakeIn(each, contracts.slice(0, index), index === contracts.length - 1);
      if (message !== null) {
        context.addIssue({ code: 'custom', path: [index], message });
      }
    });
  })
  .meta({
    description:
      'Contracts: smaller APIs, by the tags of the supergraph (`@tag`). The first that fits the caller goes before the first that fits the host. One without `hosts` and `callers` is for everyone else. None by default: everyone gets the whole API',
    example: [{ name: 'partners', exclude: ['internal'], hosts: ['partners.example.com'] }],
    pitfall: 'A contract that leaves an invalid schema stops the start. After a reload, the old supergraph stays.',
  });

/** The mistake in a contract, by those before it. Null where there is none. */
function mistakeIn(
  { name, include, exclude, hosts, callers: own }: Given,
  before: readonly Contract[],
  isLast: boolean,
) {
  if (before.some((other) => other.name === name)) {
    return `the name "${name}" is given twice: give each contract a name of its own`;
  }
  if (include.length === 0 && exclude.length === 0) {
    return 'has neither `include` nor `exclude`: name the tags that it shows, or those that it hides';
  }
  const both = include.find((tag) => exclude.includes(tag));
  if (both !== undefined) {
    return `includes and excludes the tag "${both}": leave it in one of the two lists`;
  }
  if (isForEveryone({ hosts, callers: own }) && !isLast) {
    return 'has neither `hosts` nor `callers`, so it is for everyone else: move it to the end, or say who gets it';
  }
  const isTaken = createHostMatcher(before.flatMap((other) => other.hosts));
  const twice = hosts.find((host) => isTaken(host.toLowerCase()));
  if (twice !== undefined) {
    return `is never reached by the host "${twice}", which an earlier contract has: name the host once`;
  }
  return own !== undefined && before.some((other) => other.callers?.expression === own.expression)
    ? 'is never reached by its callers, whom an earlier contract has: join the two contracts, or change the expression'
    : null;
}
