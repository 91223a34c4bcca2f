import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { assertWritable } from '../../assertWritable.js';
import { CliError } from '../../CliError.js';
import { writeJson, type Context } from '../../Context.js';
import { integer } from '../../options/number.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { examples } from '../examples.js';
import { readAnswers } from './readAnswers.js';
import { showCounts } from './showCounts.js';
import { countVerdicts, writeVerdicts } from './verdictsFile.js';

interface ImportFlags {
  readonly in: string;
  readonly sheet: string;
  readonly seed: number;
  readonly person: string;
  readonly out: string;
  readonly partial?: true;
  readonly json?: true;
}

export function importCommand(context: Context): Command {
  return new Command('import')
    .description('read the labels that a person wrote into a sheet of `judge export`')
    .requiredOption('--in <file>', 'the answers that the sheet was made of', nonEmpty)
    .requiredOption('--sheet <file>', 'the sheet, saved as CSV', nonEmpty)
    .requiredOption('--person <name>', 'who judged', nonEmpty)
    .requiredOption('--out <file>', 'where the verdicts go, as JSON lines', nonEmpty)
    .option('--seed <n>', 'the seed of the export', integer({ least: 0, most: 2 ** 31 - 1 }), 1)
    .option('--partial', 'pass over rows without a label')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('judge import --in answers.jsonl --sheet sheet.csv --seed 7 --person Ada --out ada.jsonl'),
    )
    .action(async ({ in: file, sheet, seed, person, out, partial, json }: ImportFlags) => {
      const items = await readAnswers(file);
      await assertWritable(out);
      const { importFromPeople } = await import('@msafeedit/judges');
      const verdicts = importFromPeople(await readSheet(sheet), items, {
        seed,
        person,
        partial: partial === true,
      });
      await writeVerdicts(out, verdicts);
      const counts = countVerdicts(verdicts);
      if (json) writeJson(context, counts);
      else showCounts(counts, context);
    });
}

async function readSheet(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    const reason =
      cause instanceof TypeError ? 'it is not UTF-8; save it as "CSV UTF-8"' : (cause as Error).message;
    throw new CliError('failed', `Can't read ${file}: ${reason}.`, { cause });
  }
}
