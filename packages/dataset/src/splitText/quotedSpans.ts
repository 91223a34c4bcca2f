/** From where to where, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Quotation marks with what they hold, on one line. Single ones count only where no letter stands outside, since the same
 * characters are apostrophes.
 */
const quotation =
  /"[^"\n]+"|[“„][^“”\n]+[”“]|«[^«»\n]+»|‹[^‹›\n]+›|「[^「」\n]+」|『[^『』\n]+』|《[^《》\n]+》|〈[^〈〉\n]+〉|(?<![\p{L}\p{N}])[‘'][^‘\n]+?[’'](?![\p{L}\p{N}])/gu;

/** The quotations in `text`, marks included, in their order; names in roles and titles are such. */
export function quotedSpans(text: string): readonly Span[] {
  return Array.from(text.matchAll(quotation), ({ 0: quoted, index }) => ({
    start: index,
    end: index + quoted.length,
  }));
}
