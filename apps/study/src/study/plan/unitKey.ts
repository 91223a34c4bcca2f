/** A unit's key: its parts, cleaned of what a queue or a file name can't take, joined by `-`. */
export function unitKey(...parts: readonly (string | number | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => String(part).replace(/[^A-Za-z0-9._-]/g, '_'))
    .join('-');
}
