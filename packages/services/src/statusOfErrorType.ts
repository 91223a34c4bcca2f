/**
 * By the names that services give to errors, the status which comes with each where nothing has been streamed yet.
 * Anthropic's: https://docs.claude.com/en/api/errors; OpenAI's: https://platform.openai.com/docs/guides/error-codes.
 */
const statuses: ReadonlyMap<unknown, number> = new Map([
  ['invalid_request_error', 400],
  ['context_length_exceeded', 400],
  ['content_filter', 400],
  ['authentication_error', 401],
  ['invalid_api_key', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['rate_limit_exceeded', 429],
  ['insufficient_quota', 429],
  ['timeout_error', 504],
  ['overloaded_error', 529],
]);

/**
 * The status that an error stands for of which a service tells in the midst of a stream, whose own status was 200.
 * @param names what the service calls it, the more exact name first
 * @returns 500 for what has no known name, since the service had begun to answer
 */
export function statusOfErrorType(...names: readonly unknown[]): number {
  const known = names.find((name) => statuses.has(name));
  return statuses.get(known) ?? 500;
}
