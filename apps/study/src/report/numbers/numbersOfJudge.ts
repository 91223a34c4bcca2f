import type { CountedJointTest, CountedTest } from '../../study/StudyResults.js';
import { judgedPrompts, type AskedPrompt } from './askedPrompts.js';
import { degeneration } from './degeneration.js';
import { editsTogether } from './editsTogether.js';
import { figures } from './figures.js';
import { groupGains } from './groupGains.js';
import { heatmaps } from './heatmaps.js';
import { answerHypothesis } from './hypothesis/answerHypothesis.js';
import { distinctAnswers } from './judgeAgreement.js';
import { judgeCells } from './judgeCells.js';
import type { JudgeNumbers } from './JudgeNumbers.js';
import { overflowRows } from './overflowRows.js';
import type { StudyFacts } from './ReportNumbers.js';
import { transferRows } from './transferRows.js';

/** All that one judge's verdicts say; `answers` are the distinct ones to `tests` of single edits. */
export function numbersOfJudge(
  judge: string,
  asked: readonly AskedPrompt[],
  answers: readonly CountedTest[],
  jointTests: readonly CountedJointTest[],
  study: StudyFacts,
): JudgeNumbers {
  const { asksWithSuffix, languages } = study;
  const all = [...answers, ...distinctAnswers(jointTests)];
  const codes = languages.map(({ code }) => code);
  const prompts = judgedPrompts(asked, judge);
  const cells = judgeCells(prompts, asksWithSuffix);
  return {
    judge,
    answers: all.length,
    judged: all.filter(({ verdicts }) => verdicts.has(judge)).length,
    cells,
    ...figures(cells, codes),
    heatmaps: heatmaps(cells, codes),
    degeneration: degeneration(cells),
    overflow: overflowRows(prompts, cells, asksWithSuffix),
    transfer: transferRows(prompts, asksWithSuffix, languages),
    editsTogether: editsTogether(jointTests, judge, codes),
    groupGains: groupGains(prompts, asksWithSuffix, languages),
    hypothesis: answerHypothesis(prompts, cells, judge, study),
  };
}
