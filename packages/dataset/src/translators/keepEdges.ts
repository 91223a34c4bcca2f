/**
 * The translation with the white space at its beginning and end that the source has there, since translators drop or
 * add it.
 */
export function keepEdges(source: string, translation: string): string {
  const start = /^\s*/u.exec(source)![0];
  // Nothing but white space has one edge.
  const end = start.length === source.length ? '' : source.slice(source.trimEnd().length);
  return start + translation.trim() + end;
}
