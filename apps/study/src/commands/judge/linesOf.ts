import { createReadStream } from 'node:fs';
import { CliError } from '../../CliError.js';

/**
 * A file's lines without their ends, one after the other, so that the file may be larger than a string can be. Lines end
 * at line feeds alone: readline also ends them at U+2028, which may stand in JSON.
 * @throws {CliError} 'failed': it can't be read
 */
export async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) yield line.replace(/\r$/, '');
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
    throw new CliError('failed', `Can't read ${file}: ${reason}.`, { cause });
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}
