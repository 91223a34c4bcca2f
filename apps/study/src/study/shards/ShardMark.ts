import { z } from 'zod';

/** What a shard's store says of itself, wherever it is copied to. */
export const shardMark = z.object({
  /** Such as `2/3`. */
  shard: z.string(),
  codeVersion: z.string(),
  /** The settings' name of each model. */
  settings: z.record(z.string(), z.string()),
  /** Names the whole plan: its units and their texts. */
  plan: z.string(),
});
export type ShardMark = z.infer<typeof shardMark>;

/** What a mark says of the study. */
export type StudyMark = Omit<ShardMark, 'shard'>;

/** How a shard's study differs from another one; undefined where it is the same. */
export function differenceOf(mark: ShardMark, study: StudyMark): string | undefined {
  if (mark.codeVersion !== study.codeVersion)
    return `it was run by msafeedit ${mark.codeVersion}, and this is ${study.codeVersion}`;
  const models = [...new Set([...Object.keys(mark.settings), ...Object.keys(study.settings)])];
  const model = models.find((name) => mark.settings[name] !== study.settings[name]);
  if (model !== undefined)
    return model in mark.settings && model in study.settings
      ? `the settings of ${model} are others (its source, edit, generation, seed, engine or dtype)`
      : `only one of the two has a model ${model}`;
  if (mark.plan !== study.plan)
    return 'its plan is another one (samples, languages, experiments, or the texts of the data)';
  return undefined;
}
