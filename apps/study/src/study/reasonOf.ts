/** What went wrong, in a line: connecting to a name with several addresses fails with several errors. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return (error instanceof Error ? error.message || error.name : String(error)).replace(/\.$/, '');
}
