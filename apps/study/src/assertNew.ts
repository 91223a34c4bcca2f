import { existsSync } from 'node:fs';
import { assertWritable } from './assertWritable.js';
import { CliError } from './CliError.js';

/**
 * Makes sure, before the work, that `file` can be written, and that nothing is lost by it unless `force` says so.
 * @throws {CliError} 'failed'
 */
export async function assertNew(file: string, force: boolean | undefined): Promise<void> {
  await assertWritable(file);
  if (!force && existsSync(file))
    throw new CliError('failed', `There is a file ${file} already; --force replaces it.`);
}
