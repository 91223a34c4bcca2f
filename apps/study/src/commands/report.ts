import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Argument, Command, Option } from 'commander';
import { assertWritable } from '../assertWritable.js';
import { CliError } from '../CliError.js';
import { writeJson, writeLine, type Context } from '../Context.js';
import { jsonOption } from '../options/shared.js';
import { nonEmpty } from '../options/text.js';
import { openStudy } from '../study/Study.js';
import { examples } from './examples.js';

interface ReportFlags {
  readonly out?: string;
  readonly json?: true;
}

export function reportCommand(context: Context): Command {
  return new Command('report')
    .description('make one page of all that a study has found, and its figures as files; also while it runs')
    .addArgument(
      new Argument('[folder]', 'the study’s folder, with its study.yaml').argParser(nonEmpty).default('.'),
    )
    .addOption(
      new Option(
        '--out <folder>',
        'where report.html and figures/ go (default: report in the study’s folder)',
      ).argParser(nonEmpty),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('report', 'report my-study --out my-report'))
    .action(async (folder: string, flags: ReportFlags) => {
      const study = await openStudy(folder);
      const out = flags.out ?? join(folder, 'report');
      const { assertWhole, openResultsReadOnly } = await import('../study/openResults.js');
      assertWhole(study, 'a report');
      const { refreshResults } = await import('../study/openShared.js');
      await refreshResults(study, context);
      const store = openResultsReadOnly(study);
      try {
        await prepareFolder(out);
        context.progress.update({ step: 'Report', detail: 'reading results' });
        const { collectResults } = await import('../study/StudyResults.js');
        const { reportNumbers } = await import('../report/numbers/makeReportNumbers.js');
        const { writeReport } = await import('../report/writeReport.js');
        const { samplesOfReport } = await import('../report/html/samples/samplesOfReport.js');
        const { mayBeShown } = await import('../report/html/samples/mayBeShown.js');
        keepHeapSmall();
        const results = collectResults(study, store, mayBeShown(study.plan));
        // Compressed while the numbers are made.
        const samples = samplesOfReport(results, study);
        const written = await writeReport(reportNumbers(results, study), samples, out, {
          signal: context.signal,
          onProgress: (done, total) => {
            context.progress.update({
              step: 'Report',
              fraction: done / total,
              detail: `${done} of ${total} figures`,
            });
          },
        });
        context.progress.clear();
        if (flags.json) writeJson(context, written);
        else
          writeLine(
            context,
            `Wrote ${written.report}, and ${written.figures.length} files beside it in figures/.`,
          );
      } finally {
        store.close();
      }
    });
}

/** Numbers of a large study leave much behind: it is collected once the heap has grown by half. */
function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}

/** Says what is wrong with the folder before the long work. */
async function prepareFolder(folder: string): Promise<void> {
  const present = await stat(folder).catch(() => undefined);
  if (present && !present.isDirectory())
    throw new CliError('failed', `Can't write a report into ${folder}: it is no folder.`);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new CliError(
      'failed',
      `Can't make the folder ${folder} (${(cause as NodeJS.ErrnoException).code ?? String(cause)}).`,
      { cause },
    );
  }
  await assertWritable(join(folder, 'report.html'));
}
