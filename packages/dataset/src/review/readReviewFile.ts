import { DatasetError } from '../DatasetError.js';
import { readBytes } from '../readText.js';

/**
 * The text of a review file as it came back.
 * @throws {DatasetError} `file`: it can't be read; `format`: it is not in UTF-8
 */
export async function readReviewFile(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetError(
      'format',
      `${file} is not in UTF-8, so letters are lost in it. Save it from the spreadsheet program as "CSV UTF-8".`,
      { cause },
    );
  }
}
