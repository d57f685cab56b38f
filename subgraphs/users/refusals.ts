import type { UserErrorCode } from './generated/schema.ts';

/** Refusals of this domain, as members of `errors` in a payload. */

export type Refusal = ReturnType<typeof invalidCredentials | typeof tooManyAttempts | typeof userDisabled>;

/** The outcome of a request that was refused, for one reason or several. */
export type Refused = { refusals: Refusal[] };

export const refuse = (...refusals: Refusal[]): Refused => ({ refusals });

export const invalidInput = (field: string, message: string) =>
  refusal('InvalidInput', 'INVALID_INPUT', message, field);

/** The mistakes of an input, from a problem or null for each of its fields. */
export const invalidInputs = (problems: Readonly<Record<string, string | null>>) =>
  Object.entries(problems).flatMap(([field, problem]) => (problem === null ? [] : [invalidInput(field, problem)]));

export const invalidCredentials = () =>
  refusal(
    'InvalidCredentials',
    'INVALID_CREDENTIALS',
    'The email address and the password do not belong together. Check both and try again.',
  );

export const tooManyAttempts = (retryAfterSeconds: number) => ({
  ...refusal(
    'TooManyAttempts',
    'TOO_MANY_ATTEMPTS',
    `There were too many attempts. Wait ${retryAfterSeconds} seconds and try again.`,
  ),
  retryAfterSeconds,
});

export const invalidRefreshToken = () =>
  refusal(
    'InvalidRefreshToken',
    'INVALID_REFRESH_TOKEN',
    'This refresh token cannot be used any more. Sign in again.',
    'refreshToken',
  );

export const invalidApiKey = () =>
  refusal(
    'InvalidApiKey',
    'INVALID_API_KEY',
    'This API key is unknown or revoked. Ask an operator of the organization for a new one.',
    'apiKey',
  );

export const emailTaken = () =>
  refusal('EmailTaken', 'EMAIL_TAKEN', 'Somebody has this email address already. Choose another one.', 'email');

export const apiClientNotFound = () =>
  refusal(
    'ApiClientNotFound',
    'API_CLIENT_NOT_FOUND',
    'There is no such API client in your organization. List them with `apiClients`.',
    'id',
  );

/** The refusal of a sign-in. */
export const userDisabled = () =>
  refusal(
    'UserDisabled',
    'USER_DISABLED',
    'Your access is disabled. Ask an operator of your organization to enable it.',
  );

/** The path names a field of the input, if one field alone was invalid. */
function refusal<Typename extends string, Code extends UserErrorCode>(
  __typename: Typename,
  code: Code,
  message: string,
  field?: string,
) {
  return { __typename, code, message, path: field === undefined ? null : ['input', field] };
}
