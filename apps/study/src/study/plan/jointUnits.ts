import { toTestPrompts } from '@msafeedit/dataset';
import { CliError } from '../../CliError.js';
import type { StudyConfig } from '../StudyConfig.js';
import type { StudyData } from './StudyData.js';
import type { JointUnit, PlannedJointTest } from './StudyPlan.js';

/**
 * The units of the experiments `merged` and `sequence`, but for the model: in each language several edits, asked in that
 * language. Merged edits are asked all at once; in a sequence each edit's attack is asked after it and after each later one.
 * @throws {CliError} 'usage': there is one sample only
 */
export function jointUnits(
  { experiments, languages, editsTogether }: StudyConfig,
  data: StudyData,
): readonly Omit<JointUnit, 'model' | 'key'>[] {
  const conditions = (['merged', 'sequence'] as const).filter((name) => experiments.includes(name));
  return languages.flatMap((language) =>
    conditions.map((condition) => {
      const samples = data.get(language)!.slice(0, editsTogether);
      if (samples.length < 2)
        throw new CliError('usage', `The experiment ${condition} needs two samples at least; raise samples.`);
      const attacks = samples.map((sample) => ({
        sample: sample.id,
        prompt: toTestPrompts(sample).defenceSuccess,
      }));
      const after = (edits: number): readonly PlannedJointTest[] =>
        attacks.slice(0, edits).map((attack) => ({ ...attack, edits }));
      return {
        condition,
        language,
        samples: samples.map(({ id }) => id),
        tests:
          condition === 'merged' ? after(samples.length) : samples.flatMap((_, index) => after(index + 1)),
      };
    }),
  );
}
