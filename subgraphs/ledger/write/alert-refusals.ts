/*
 * The refusals of alerts as members of `errors`. They are not remembered, so the idempotency key stays free.
 */

export function invalidInput(field: 'idempotencyKey' | 'accountId' | 'alertId', message: string) {
  return { __typename: 'InvalidInput' as const, code: 'INVALID_INPUT' as const, message, path: ['input', field] };
}

export function invalidThreshold(message: string) {
  return {
    __typename: 'InvalidAmount' as const,
    code: 'INVALID_AMOUNT' as const,
    message,
    path: ['input', 'threshold'],
  };
}

export function currencyMismatch(expected: string) {
  return {
    __typename: 'CurrencyMismatch' as const,
    code: 'CURRENCY_MISMATCH' as const,
    message: `The account is in ${expected}. Send the threshold in that currency.`,
    path: ['input', 'threshold'],
  };
}

export function idempotencyMismatch(field: string) {
  return {
    __typename: 'IdempotencyMismatch' as const,
    code: 'IDEMPOTENCY_MISMATCH' as const,
    message: `This idempotency key was used before with another \`${field}\`. Use a new key for a new request.`,
    path: ['input', 'idempotencyKey'],
    field,
  };
}

export function tooManyAlerts(alertsMax: number) {
  return {
    __typename: 'TooManyBalanceAlerts' as const,
    code: 'TOO_MANY_BALANCE_ALERTS' as const,
    message: `The account has ${alertsMax} alerts, and can have no more. Delete one of them first.`,
    path: ['input', 'accountId'],
    alertsMax,
  };
}

export const accountNotFound = {
  __typename: 'AccountNotFound' as const,
  code: 'ACCOUNT_NOT_FOUND' as const,
  message: 'There is no such account that you may see. Find yours with `accounts`.',
  path: ['input', 'accountId'],
};

export const accountClosed = {
  __typename: 'AccountNotOpen' as const,
  code: 'ACCOUNT_NOT_OPEN' as const,
  message: 'The account is closed for good, and its balances change no more. Choose another one.',
  path: ['input', 'accountId'],
  accountStatus: 'CLOSED' as const,
  status: 'CLOSED',
};

export const alertNotFound = {
  __typename: 'BalanceAlertNotFound' as const,
  code: 'BALANCE_ALERT_NOT_FOUND' as const,
  message: 'There is no such alert for you. Check the id.',
  path: ['input', 'alertId'],
};

export const notYours = {
  __typename: 'NotPermitted' as const,
  code: 'NOT_PERMITTED' as const,
  message: 'An API client deletes only alerts that it created. Ask an operator.',
  path: ['input', 'alertId'],
};
