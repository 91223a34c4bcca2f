/** Written without spaces between words. */
const withoutWordSpaces: ReadonlySet<string> = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my']);
/** Written without a space between sentences either. */
const withoutSentenceSpaces: ReadonlySet<string> = new Set(['zh', 'ja']);

/**
 * Puts pieces between separators: `separators[0] + pieces[0] + separators[1] + … + separators[n]`. White space around a
 * piece is dropped, since the separators hold all that the text had.
 * @throws {RangeError} there isn't one separator more than there are pieces
 */
export function joinPieces(
  separators: readonly string[],
  pieces: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): string {
  if (pieces.length !== separators.length - 1)
    throw new RangeError(`${pieces.length} translations were given for ${separators.length - 1} pieces.`);
  const adapt = adapter(language(from), language(to));
  const last = separators.length - 1;
  return separators
    .map((separator, index) =>
      index === last ? separator : (index === 0 ? separator : adapt(separator)) + pieces[index]!.trim(),
    )
    .join('');
}

/** Between two pieces of one line: the space that one language puts there and the other doesn't. */
function adapter(from: string, to: string): (separator: string) => string {
  if (withoutWordSpaces.has(from) && !withoutWordSpaces.has(to))
    return (separator) => (separator === '' ? ' ' : separator);
  if (!withoutSentenceSpaces.has(from) && withoutSentenceSpaces.has(to))
    return (separator) => (separator === ' ' ? '' : separator);
  return (separator) => separator;
}

function language(code: string): string {
  return code.split('-')[0]!.toLowerCase();
}
