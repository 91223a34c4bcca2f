import { Command } from 'commander';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { jsonOption } from '../../options/shared.js';
import { studyStatus } from '../../study/studyStatus.js';
import { openStudy } from '../../study/Study.js';
import { examples } from '../examples.js';
import { folderArgument } from './folderArgument.js';

export function studyStatusCommand(context: Context): Command {
  return new Command('status')
    .description('say how far the study is, and what failed; also while it runs')
    .addArgument(folderArgument())
    .addOption(jsonOption())
    .addHelpText('after', examples('study status', 'study status my-study --json'))
    .action(async (folder: string, flags: { readonly json?: true }) => {
      const study = await openStudy(folder);
      const { SqliteStore } = await import('../../study/store/SqliteStore.js');
      const store = SqliteStore.openReadOnly(study.storeFile);
      try {
        const status = studyStatus(study, store);
        if (flags.json) {
          writeJson(context, status);
          return;
        }
        for (const { model, done, failed, open } of status.models)
          writeLine(context, `${model}: ${done} units done, ${failed} failed, ${open} open`);
        for (const { unit, reason } of status.failures) writeLine(context, `  ${unit}: ${reason}`);
      } finally {
        store.close();
      }
    });
}
