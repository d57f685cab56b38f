import type { UserErrorCode } from '../generated/schema.ts';

/** A refusal of this subgraph, as a member of `errors` in a payload. */
export type Refusal = ReturnType<
  | typeof invalidInput
  | typeof invalidCredentials
  | typeof tooManyAttempts
  | typeof apiClientNotFound
  | typeof apiClientRevoked
  | typeof emailTaken
  | typeof quotaReached
  | typeof idempotencyMismatch
  | typeof userNotFound
  | typeof userErased
  | typeof userDisabled
  | typeof notYourself
  | typeof wrongPassword
  | typeof invalidResetToken
  | typeof signInProviderNotFound
  | typeof invalidSignIn
  | typeof personNotAdmitted
>;

/** The outcome of a request that was refused, for one reason or several. */
export type Refused = { refusals: Refusal[] };

export const refuse = (...refusals: Refusal[]): Refused => ({ refusals });

export const invalidInput = (field: string, message: string) =>
  refusal('InvalidInput', 'INVALID_INPUT', message, field);

/** The mistakes of an input, from a problem or null for each of its fields. */
export const invalidInputs = (problems: Readonly<Record<string, string | null>>) =>
  Object.entries(problems).flatMap(([field, problem]) => (problem === null ? [] : [invalidInput(field, problem)]));

const kindNames = { people: 'people', apiClients: 'API clients' };

export const quotaReached = (kind: keyof typeof kindNames, quota: number) => ({
  ...refusal(
    'QuotaReached',
    'QUOTA_REACHED',
    `Your organization has as many ${kindNames[kind]} as it may: ${quota.toLocaleString('en')}. Ask whoever runs the platform for a higher quota.`,
  ),
  quota,
});

export const invalidCredentials = () =>
  refusal(
    'InvalidCredentials',
    'INVALID_CREDENTIALS',
    'The email address and the password do not match. Check both and try again.',
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

export const apiClientRevoked = () =>
  refusal('ApiClientRevoked', 'API_CLIENT_REVOKED', 'This API client is revoked for good. Create another one.', 'id');

export const keyAlreadyShown = () =>
  refusal(
    'KeyAlreadyShown',
    'KEY_ALREADY_SHOWN',
    'An earlier answer to this request showed the API key. If it is lost, get a new key with `rotateApiKey`.',
    'idempotencyKey',
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

export const userNotFound = () =>
  refusal(
    'UserNotFound',
    'USER_NOT_FOUND',
    'There is no such person in your organization. List them with `users`.',
    'id',
  );

export const userErased = () =>
  refusal(
    'UserErased',
    'USER_ERASED',
    'The personal data of this person was erased, which is final. Create another person.',
    'id',
  );

/** A refusal for a disabled person. A sign-in leaves `field` out. */
export const userDisabled = (field?: string) =>
  refusal(
    'UserDisabled',
    'USER_DISABLED',
    field === undefined
      ? 'Your access is disabled. Ask an operator of your organization to enable it.'
      : 'This person is disabled. Enable them first, with `enableUser`.',
    field,
  );

export const notYourself = (field: string) =>
  refusal('NotYourself', 'NOT_YOURSELF', 'You cannot do this to yourself. Ask another operator.', field);

export const wrongPassword = () =>
  refusal('WrongPassword', 'WRONG_PASSWORD', 'This is not your current password. Check it.', 'currentPassword');

export const invalidResetToken = () =>
  refusal(
    'InvalidResetToken',
    'INVALID_RESET_TOKEN',
    'This link is unknown, used, replaced or expired. Ask an operator of the organization for another one.',
    'token',
  );

export const signInProviderNotFound = () =>
  refusal(
    'SignInProviderNotFound',
    'SIGN_IN_PROVIDER_NOT_FOUND',
    'There is no such identity provider here. List them with `signInProviders`.',
    'provider',
  );

export const invalidSignIn = () =>
  refusal(
    'InvalidSignIn',
    'INVALID_SIGN_IN',
    'This sign-in is unknown, expired or used, or the provider did not confirm it. Begin another one with `beginSignIn`.',
  );

export const personNotAdmitted = () =>
  refusal(
    'PersonNotAdmitted',
    'PERSON_NOT_ADMITTED',
    'This account of the provider is not admitted here. Use one with a verified email address of your organization, or ask an operator.',
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
