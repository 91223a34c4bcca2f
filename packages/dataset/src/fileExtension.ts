/** What stands behind the last full stop of a file's name, in small letters; a name that begins with it has none. */
export function fileExtension(file: string): string | undefined {
  return /[^/\\]\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase();
}
