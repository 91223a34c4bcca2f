import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Correction, DataFormat } from '@msafeedit/dataset';
import { assertNew } from '../../assertNew.js';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { openSamples } from '../../openSamples.js';
import { defined } from '../../options/defined.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { cutMiddle } from '../../screen/cutMiddle.js';
import { table } from '../../screen/table.js';
import { examples } from '../examples.js';
import { forceOption, languageOption, outFormatOption, outOption } from './options.js';

export function reviewCommand(context: Context): Command {
  return new Command('review')
    .description('take translations through people’s hands: out as a CSV, back with their corrections')
    .addCommand(exportCommand(context))
    .addCommand(importCommand(context));
}

interface ExportFlags {
  readonly source: string;
  readonly data: string;
  readonly out: string;
  readonly language?: string;
  readonly all?: true;
  readonly force?: true;
  readonly json?: true;
}

function exportCommand(context: Context): Command {
  return new Command('export')
    .description('write the texts that the checks mark beside their sources, for a spreadsheet program')
    .requiredOption('--source <data>', 'the data set that was translated', nonEmpty)
    .requiredOption('--data <data>', 'its translation', nonEmpty)
    .requiredOption('--out <file>', 'the CSV to write', nonEmpty)
    .addOption(languageOption())
    .option('--all', 'all texts, not only the marked ones')
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'data review export --source en.json --data es.json --out review.csv',
        'data review export --source mini --data mini-vi --all --out vi.csv',
      ) +
        '\nWrite what should stand there into the column "correction", and why into "note"; leave the others as they are.\n',
    )
    .action(async ({ source, data, out, language, all, force, json }: ExportFlags) => {
      const { checkDataset, exportReview } = await import('@msafeedit/dataset');
      await assertNew(out, force);
      const sources = await openSamples(source);
      const translations = await openSamples(data, defined({ language }));
      const { findings } = await checkDataset(sources, translations);
      const { csv, rows } = exportReview(sources, translations, { findings, ...defined({ all }) });
      await writeFile(out, csv);
      if (json) writeJson(context, { out, rows });
      else writeLine(context, `${rows} texts are in ${out}.`);
    });
}

interface ImportFlags {
  readonly data: string;
  readonly in: string;
  readonly out: string;
  readonly reviewer?: string;
  readonly format?: DataFormat;
  readonly language?: string;
  readonly force?: true;
  readonly json?: true;
}

function importCommand(context: Context): Command {
  return new Command('import')
    .description('put a review’s corrections into the data set, all or none, and record who made them')
    .requiredOption('--data <data>', 'the data set that the review was exported from', nonEmpty)
    .requiredOption('--in <file>', 'the CSV with the corrections', nonEmpty)
    .option('--reviewer <name>', 'who made them, in rows that don’t say so', nonEmpty)
    .addOption(outOption())
    .addOption(outFormatOption())
    .addOption(languageOption())
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('data review import --data es.json --in review.csv --reviewer Ana --out es-reviewed.json'),
    )
    .action(async ({ data, in: file, out, reviewer, format, language, force, json }: ImportFlags) => {
      const { formatOfFile, importReview, readReviewFile, writeSamples } = await import('@msafeedit/dataset');
      const outFormat = format ?? formatOfFile(out);
      await assertNew(out, force);
      const samples = await openSamples(data, defined({ language }));
      const review = importReview(await readReviewFile(file), samples, { source: file, reviewer });
      await writeSamples(out, review.samples, { format: outFormat, overwrite: true });
      const { corrections, unchanged } = review;
      if (json) writeJson(context, { out, corrections, unchanged });
      else show(corrections, unchanged, out, context);
    });
}

function show(corrections: readonly Correction[], unchanged: number, out: string, context: Context): void {
  writeLine(
    context,
    `${corrections.length} texts were corrected, ${unchanged} left as they are; all are in ${out}.`,
  );
  if (corrections.length === 0) return;
  const room = Math.max(20, Math.floor((context.width - 50) / 2));
  const rows = corrections.map(({ id, field, before, after, by }) => [
    String(id),
    field,
    by,
    cutMiddle(before, room),
    cutMiddle(after, room),
  ]);
  writeLine(context);
  for (const line of table(['id', 'field', 'by', 'before', 'now'], rows)) writeLine(context, line);
}
