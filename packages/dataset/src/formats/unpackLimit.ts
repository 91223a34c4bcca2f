/**
 * How many bytes a compressed file may unpack to: texts shrink to a tenth at best, tables with much the same in each row to a
 * hundredth; small files may be what they like.
 */
export const unpackLimit = (fileBytes: number): number => 2 ** 26 + 100 * fileBytes;

/** Why a file isn't unpacked, for the end of a sentence. */
export const tooLarge = (fileBytes: number): string =>
  `it would take more than ${Math.round(unpackLimit(fileBytes) / 1e6)} MB once it is unpacked, which no data set of its size does`;
