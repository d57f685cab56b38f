/** Failures of `pnpm audit` that tell nothing of our packages: the registry has no such service, or is away. */
const failures =
  /ERR_PNPM_(?:AUDIT_(?:BAD_RESPONSE|ENDPOINT_NOT_EXISTS)|META_FETCH_FAIL|FETCH_\w+)|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|error sending request/;

/** Whether an audit failed because nobody answered it. */
export function isNotAnswered(output: string): boolean {
  return failures.test(output);
}
