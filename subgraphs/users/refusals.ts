/** Refusals of this domain, as members of `errors` in a payload. A path names a field of the input. */

export const invalidInput = (field: string, message: string) =>
  ({ __typename: 'InvalidInput', code: 'INVALID_INPUT', message, path: ['input', field] }) as const;

export const invalidCredentials = {
  __typename: 'InvalidCredentials',
  code: 'INVALID_CREDENTIALS',
  message: 'The email address and the password do not belong together. Check both and try again.',
  path: null,
} as const;

export const tooManyAttempts = (retryAfterSeconds: number) =>
  ({
    __typename: 'TooManyAttempts',
    code: 'TOO_MANY_ATTEMPTS',
    message: `There were too many attempts. Wait ${retryAfterSeconds} seconds and try again.`,
    path: null,
    retryAfterSeconds,
  }) as const;

export const invalidRefreshToken = {
  __typename: 'InvalidRefreshToken',
  code: 'INVALID_REFRESH_TOKEN',
  message: 'This refresh token cannot be used any more. Sign in again.',
  path: ['input', 'refreshToken'],
} as const;

export const invalidApiKey = {
  __typename: 'InvalidApiKey',
  code: 'INVALID_API_KEY',
  message: 'This API key is unknown or revoked. Ask an operator of the organization for a new one.',
  path: ['input', 'apiKey'],
} as const;

export const emailTaken = {
  __typename: 'EmailTaken',
  code: 'EMAIL_TAKEN',
  message: 'Somebody has this email address already. Choose another one.',
  path: ['input', 'email'],
} as const;

export const apiClientNotFound = {
  __typename: 'ApiClientNotFound',
  code: 'API_CLIENT_NOT_FOUND',
  message: 'There is no such API client in your organization. List them with `apiClients`.',
  path: ['input', 'id'],
} as const;
