import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { shardOption } from '../../options/shard.js';
import { jsonOption } from '../../options/shared.js';
import type { ShardChoice } from '../../study/shards/chooseShard.js';
import type { Study } from '../../study/Study.js';
import type { StudyStatus } from '../../study/studyStatus.js';
import { examples } from '../examples.js';
import { folderArgument } from './folderArgument.js';
import { openChosen, shardField, shardPrefix } from './openChosen.js';
import { readQueue, showQueue } from './showQueue.js';

export function studyStatusCommand(context: Context): Command {
  return new Command('status')
    .description('say how far the study, its shards and its workers are, and what failed; also while it runs')
    .addArgument(folderArgument())
    .addOption(shardOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('study status', 'study status my-study --json', 'study status my-study --shard 3/16'),
    )
    .action(async (folder: string, flags: { readonly shard?: ShardChoice; readonly json?: true }) => {
      const study = await openChosen(folder, flags.shard, context);
      const { refreshResults } = await import('../../study/openShared.js');
      await refreshResults(study, context);
      const { shardStatuses } = await import('../../study/studyStatus.js');
      const shards = study.shard ? [] : shardStatuses(study);
      const status = await ownStatus(study, shards.length > 0);
      const queue = await readQueue(study, context);
      if (flags.json) {
        writeJson(context, {
          ...{ ...shardField(study), ...status },
          ...(shards.length > 0 && { shards }),
          ...(queue && { queue }),
        });
        return;
      }
      for (const { model, done, failed, open } of status.models)
        writeLine(
          context,
          `${shards.length > 0 ? 'Merged so far: ' : shardPrefix(study)}${model}: ${done} units done, ${failed} failed, ${open} open`,
        );
      for (const { unit, reason } of status.failures) writeLine(context, `  ${unit}: ${reason}`);
      for (const { shard, done, failed, open } of shards)
        writeLine(context, `Shard ${shard}: ${done} units done, ${failed} failed, ${open} open`);
      if (queue) showQueue(queue, context);
    });
}

/** Where there are shards, the study's own results may be missing: they are merged later. */
async function ownStatus(study: Study, hasShards: boolean): Promise<StudyStatus> {
  const { studyStatus } = await import('../../study/studyStatus.js');
  if (hasShards && !existsSync(study.storeFile)) return studyStatus(study, { unitStates: () => new Map() });
  const { openResultsReadOnly } = await import('../../study/openResults.js');
  const store = openResultsReadOnly(study);
  try {
    return studyStatus(study, store);
  } finally {
    store.close();
  }
}
