/** The code of an error of Node's, of a database's or of a server's; empty where it has none. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
