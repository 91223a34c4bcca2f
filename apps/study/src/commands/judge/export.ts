import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { assertWritable } from '../../assertWritable.js';
import { writeJson, type Context } from '../../Context.js';
import { integer } from '../../options/number.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { examples } from '../examples.js';
import { readAnswers } from './readAnswers.js';

interface ExportFlags {
  readonly in: string;
  readonly out: string;
  readonly seed: number;
  readonly json?: true;
}

export function exportCommand(context: Context): Command {
  return new Command('export')
    .description('write a sheet for people to judge by: shuffled, and blind to where an answer comes from')
    .requiredOption('--in <file>', 'the answers, as `judge` takes them', nonEmpty)
    .requiredOption('--out <file>', 'the sheet, as CSV', nonEmpty)
    .option(
      '--seed <n>',
      'of the order; `judge import` needs it again',
      integer({ least: 0, most: 2 ** 31 - 1 }),
      1,
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('judge export --in answers.jsonl --seed 7 --out sheet.csv'))
    .action(async ({ in: file, out, seed, json }: ExportFlags) => {
      const items = await readAnswers(file);
      await assertWritable(out);
      const { exportForPeople } = await import('@msafeedit/judges');
      await writeFile(out, exportForPeople(items, { seed }));
      if (json) writeJson(context, { file: out, answers: items.length, seed });
      context.progress.note(
        `${out}: ${items.length} answers. People write safe, unsafe or degenerate into the column "label"; then: ` +
          `npx msafeedit judge import --in ${file} --sheet ${out} --seed ${seed} --person NAME --out verdicts.jsonl`,
      );
    });
}
