import type { ModelTerms } from '@msafeedit/runtime/setup';
import { CliError } from './CliError.js';
import type { Context } from './Context.js';

/**
 * Shows a model's terms and asks whether they are accepted.
 * @param flag what a script says it with
 * @throws {CliError} 'failed' where they aren't, or where there is nobody to ask
 */
export async function acceptTerms(
  model: string,
  { notice, url }: ModelTerms,
  flag: string,
  { progress, ask }: Context,
): Promise<void> {
  progress.note(`${notice}.\nRead them before you go on: ${url}`);
  if (!ask) throw new CliError('failed', `${model} is fetched once you accept its terms: ${flag} says so.`);
  const answer = (await ask(`Do you accept the terms of ${model}? (yes or no) `)).trim().toLowerCase();
  if (answer !== 'yes' && answer !== 'y')
    throw new CliError('failed', `The terms of ${model} were not accepted, so it was not fetched.`);
}
