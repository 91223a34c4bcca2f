import type { Study } from '../../../study/Study.js';
import type { CountedResults } from '../../../study/StudyResults.js';
import { LanguageNames } from '../../figures/labels.js';
import { rankJudges } from '../../numbers/rankJudges.js';
import { studyFacts } from '../../numbers/studyFacts.js';
import { packSamples, type PackedSamples } from './packSamples.js';

/** Begins to pack a study's samples for its report. */
export function samplesOfReport(results: CountedResults, study: Study): Promise<PackedSamples> {
  const names = new LanguageNames(studyFacts(study, results).languages);
  const samples = packSamples(results, rankJudges(results.judges), names);
  // Awaited later; a failure before that is not lost, but must not end the process either.
  samples.catch(() => undefined);
  return samples;
}
