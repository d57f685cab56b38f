import type { MetadataMistake } from '@tributary/domain/metadata.ts';
import type { UserErrorCode } from './generated/schema.ts';
import type { IntentRefusal } from './tables.ts';

/** Refusals of this domain, as members of `errors` in a payload. */

export const invalidInput = (field: string, message: string) =>
  refusal('InvalidInput', 'INVALID_INPUT', message, field);

/** The mistakes of an input, from a problem or null for each of its fields. */
export const invalidInputs = (problems: Readonly<Record<string, string | null>>) =>
  Object.entries(problems).flatMap(([field, problem]) => (problem === null ? [] : [invalidInput(field, problem)]));

/** The mistakes of metadata, each with the key of its member. */
export const invalidMetadata = (mistakes: readonly MetadataMistake[]) =>
  mistakes.map(({ key, problem }) => {
    const mistake = invalidInput('metadata', problem);
    return key === null ? mistake : { ...mistake, path: [...mistake.path, key] };
  });

export const invalidAmount = (message: string) => refusal('InvalidAmount', 'INVALID_AMOUNT', message, 'overdraftLimit');

export const currencyMismatch = (currency: string) =>
  refusal(
    'CurrencyMismatch',
    'CURRENCY_MISMATCH',
    `The account is in ${currency}. Send the limit in that currency.`,
    'overdraftLimit',
  );

export const idempotencyMismatch = (field: string) => ({
  ...refusal(
    'IdempotencyMismatch',
    'IDEMPOTENCY_MISMATCH',
    `This idempotency key was used before with another \`${field}\`. Use a new key for a new request.`,
    'idempotencyKey',
  ),
  field,
});

export const accountNotFound = () =>
  refusal('AccountNotFound', 'ACCOUNT_NOT_FOUND', 'There is no such account for you. List them with `accounts`.', 'id');

export const userNotFound = () =>
  refusal(
    'UserNotFound',
    'USER_NOT_FOUND',
    'There is no such person in your organization. List them with `users`.',
    'ownerId',
  );

export const externalIdTaken = () =>
  refusal(
    'ExternalIdTaken',
    'EXTERNAL_ID_TAKEN',
    'Another account of your organization has this `externalId`. Choose another one, or find that account with `accounts`.',
    'externalId',
  );

export const quotaReached = (quota: number) => ({
  __typename: 'QuotaReached' as const,
  code: 'QUOTA_REACHED' as const,
  message: `Your organization has as many accounts as it may: ${quota.toLocaleString('en')}. Ask whoever runs the platform for a higher quota.`,
  path: null,
  quota,
});

/** The refusal for a code of the ledger. */
export function intentRefused(code: IntentRefusal) {
  switch (code) {
    case 'ACCOUNT_NOT_EMPTY':
      return refusal('AccountNotEmpty', code, 'The account still holds money or has open holds. Empty it first.', 'id');
    case 'ACCOUNT_NOT_OPEN':
      return {
        ...refusal('AccountNotOpen', code, 'The account is closed for good. Open another one.', 'id'),
        accountStatus: 'CLOSED' as const,
        status: 'CLOSED',
      };
    case 'OVERDRAFT_LIMIT_IN_USE':
      return refusal(
        'OverdraftLimitInUse',
        code,
        'The account is overdrawn further than the new limit would allow. Choose a higher one.',
        'overdraftLimit',
      );
  }
}

function refusal<Typename extends string, Code extends UserErrorCode>(
  __typename: Typename,
  code: Code,
  message: string,
  field: string,
) {
  return { __typename, code, message, path: ['input', field] };
}

export type AccountRefusal =
  | ReturnType<typeof invalidInput>
  | ReturnType<typeof invalidAmount>
  | ReturnType<typeof currencyMismatch>
  | ReturnType<typeof idempotencyMismatch>
  | ReturnType<typeof accountNotFound>
  | ReturnType<typeof userNotFound>
  | ReturnType<typeof externalIdTaken>
  | ReturnType<typeof quotaReached>
  | ReturnType<typeof intentRefused>;
