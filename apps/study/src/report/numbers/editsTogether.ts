import { defenceRate } from '@msafeedit/metrics';
import type { CountedJointTest } from '../../study/StudyResults.js';
import { groupBy } from '../../study/groupBy.js';
import type { EditsTogether } from './JudgeNumbers.js';
import { toRate } from './toRate.js';

/**
 * DS of models with several edits, by one judge, for each language and over all: of merged edits together; in a sequence by
 * how many edits came after the one whose attack is asked.
 */
export function editsTogether(
  tests: readonly CountedJointTest[],
  judge: string,
  languages: readonly string[],
): readonly EditsTogether[] {
  const judged = tests.flatMap((test) => {
    const label = test.verdicts.get(judge)?.label;
    return label === undefined ? [] : [{ ...test, label, laterEdits: test.edits - test.position }];
  });
  return [undefined, ...languages].flatMap((language) => {
    const own = judged.filter((test) => language === undefined || test.language === language);
    const groups = groupBy(own, ({ model, condition, laterEdits }) =>
      condition === 'merged' ? `${model} merged` : `${model} sequence ${laterEdits}`,
    );
    return Array.from(groups.values(), (group): EditsTogether => {
      const { model, condition, edits, laterEdits } = group[0]!;
      return {
        ...{ model, condition, language: language ?? 'all' },
        ...(condition === 'merged' ? { edits } : { laterEdits }),
        rate: toRate(defenceRate(group.map(({ label }) => label))),
      };
    }).sort((a, b) => (a.laterEdits ?? -1) - (b.laterEdits ?? -1));
  });
}
