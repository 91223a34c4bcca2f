import { inspect } from 'node:util';

/** All that one could print of an error: message, stack, causes, hidden fields, JSON. To search it for a key. */
export function textsOf(error: unknown): string {
  const seen: string[] = [];
  for (
    let inner: unknown = error;
    inner !== undefined;
    inner = inner instanceof Error ? inner.cause : undefined
  )
    seen.push(
      inspect(inner, { depth: 20, showHidden: true, maxStringLength: null }),
      JSON.stringify(inner),
      inner instanceof Error ? (inner.stack ?? '') : '',
    );
  return seen.join('\n');
}
