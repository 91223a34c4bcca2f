import type { Study } from '../../study/Study.js';
import type { CountedResults } from '../../study/StudyResults.js';
import { askedPrompts } from './askedPrompts.js';
import { distinctAnswers, judgeAgreement } from './judgeAgreement.js';
import type { JudgeNumbers } from './JudgeNumbers.js';
import { locatedLayers } from './locatedLayers.js';
import { numbersOfJudge } from './numbersOfJudge.js';
import { promptTokens } from './promptTokens.js';
import { rankJudges } from './rankJudges.js';
import type { ReportNumbers, StudyFacts, Table1 } from './ReportNumbers.js';
import { meanDivergences, sideEffects } from './sideEffects.js';
import { speed } from './speed.js';
import { studyFacts } from './studyFacts.js';

/**
 * Everything that a report's tables and figures show. All but `speed` follows from the answers, edits and verdicts alone: the
 * same results give the same numbers.
 */
export function reportNumbers(results: CountedResults, study: Study): ReportNumbers {
  const facts = studyFacts(study, results);
  const codes = facts.languages.map(({ code }) => code);
  const prompts = askedPrompts(study, results);
  const answers = distinctAnswers(results.tests);
  const ranked = rankJudges(results.judges);
  const judges = ranked.map((judge) => numbersOfJudge(judge, prompts, answers, results.jointTests, facts));
  const [mainJudge, otherJudge] = ranked;
  return {
    study: facts,
    table1: table1(judges, facts),
    judges,
    ...(mainJudge !== undefined && { mainJudge }),
    ...(otherJudge !== undefined && { otherJudge }),
    promptTokens: promptTokens(results.tests, codes),
    layers: locatedLayers(results.edits.filter(({ condition }) => condition === 'after')),
    sideEffects: sideEffects(results.tasks),
    divergences: meanDivergences(results.divergences),
    ...judgeAgreement(answers, ranked, codes),
    speed: speed(study, results, answers),
    failures: results.failures,
  };
}

function table1(judges: readonly JudgeNumbers[], { models }: StudyFacts): Table1 {
  return {
    judges: judges.map(({ judge }) => judge),
    rows: models.map(({ name: model, paperModel }) => ({
      model,
      ...(paperModel && { paperModel }),
      after: judges.map(({ figure2 }) => {
        const mark = figure2.marks.find(
          ({ series, language, cell }) =>
            series === 'monolingual' && language === 'en' && cell.model === model,
        );
        return mark && mark.cell.after.n > 0 ? mark.cell.after : null;
      }),
    })),
  };
}
