import { join } from 'node:path';
import { Command, Option } from 'commander';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { openStudy } from '../../study/Study.js';
import { examples } from '../examples.js';
import { folderArgument } from './folderArgument.js';

interface ExportFlags {
  readonly out?: string;
  readonly json?: true;
}

export function studyExportCommand(context: Context): Command {
  return new Command('export')
    .description('write answers, verdicts, edits and metrics as JSONL, CSV and Parquet')
    .addArgument(folderArgument())
    .addOption(
      new Option(
        '--out <folder>',
        'where to; an earlier export there is replaced (default: export, in the study’s folder)',
      ).argParser(nonEmpty),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('study export', 'study export my-study --out results --json'))
    .action(async (folder: string, flags: ExportFlags) => {
      const study = await openStudy(folder);
      const { assertWhole, openResultsReadOnly } = await import('../../study/openResults.js');
      assertWhole(study, 'an export');
      const { refreshResults } = await import('../../study/openShared.js');
      await refreshResults(study, context);
      const { exportStudy } = await import('../../study/exportStudy.js');
      const store = openResultsReadOnly(study);
      try {
        const summary = await exportStudy(study, store, flags.out ?? join(folder, 'export'));
        if (flags.json) {
          writeJson(context, summary);
          return;
        }
        const { answers, tests, verdicts, edits } = summary.rows;
        writeLine(
          context,
          `Wrote ${answers} answers to ${tests} tests, ${verdicts} verdicts and ${edits} edits to ${summary.folder}; ` +
            'README.md there says what each column means.',
        );
      } finally {
        store.close();
      }
    });
}
