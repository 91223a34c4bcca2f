import { Argument, Command } from 'commander';
import { CliError } from '../../CliError.js';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty, nonEmptyList } from '../../options/text.js';
import { shardsIn } from '../../study/shards/shardFolder.js';
import { openStudy } from '../../study/Study.js';
import { examples } from '../examples.js';

export function studyMergeCommand(context: Context): Command {
  return new Command('merge')
    .description(
      'join what shards have done, finished or not, to their study; joining again adds what is new',
    )
    .addArgument(new Argument('<target>', 'the study’s folder, with its study.yaml').argParser(nonEmpty))
    .addArgument(
      new Argument(
        '[shard...]',
        'shards’ folders, their files of results, or copies of the study with shards in them (default: the target’s own shards)',
      ).argParser(nonEmptyList),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'study merge my-study                         # its own shards: my-study/shards/*',
        'study merge my-study 1-of-2 2-of-2           # folders that were copied from other machines',
        'study merge my-study from-a from-b --json    # copies of the study from two machines',
      ),
    )
    .action(async (folder: string, shards: readonly string[], flags: { readonly json?: true }) => {
      const study = await openStudy(folder);
      if (study.shard)
        throw new CliError(
          'usage',
          `${folder} is a shard itself; name the folder of its study, ${study.folder}.`,
        );
      if (shards.length === 0 && shardsIn(folder).length === 0)
        throw new CliError('usage', `${folder} holds no shards of its own; name the shards’ folders.`);
      const { lockStudy } = await import('../../study/lock/lockStudy.js');
      const { mergeShards } = await import('../../study/merge/mergeShards.js');
      using _lock = lockStudy(study, 'merge', context);
      const summary = await mergeShards(study, shards.length === 0 ? [folder] : shards, {
        signal: context.signal,
        onProgress: ({ step, fraction, file }) => {
          context.progress.update({ step, fraction, detail: file });
        },
      });
      context.progress.clear();
      if (flags.json) {
        writeJson(context, summary);
        return;
      }
      for (const { file, shard, added, kept, failed, verdicts } of summary.shards)
        writeLine(
          context,
          `Shard ${shard}: ${added} units added, ${kept} were there already, ${failed} failed, ${verdicts} verdicts added (${file})`,
        );
      for (const { model, done, failed, open } of summary.models)
        writeLine(context, `${model}: ${done} units done, ${failed} failed, ${open} open`);
      if (summary.computedOn.length > 1)
        writeLine(
          context,
          `Computed on ${summary.computedOn.join('; ')}: answers may differ between these at near ties.`,
        );
    });
}
