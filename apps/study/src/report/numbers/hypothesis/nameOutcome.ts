import type { HypothesisOutcome, LanguageFinding } from './HypothesisAnswer.js';

/** What the findings of one model mean for the hypothesis. */
export function nameOutcome(
  home: LanguageFinding | undefined,
  languages: readonly LanguageFinding[],
): HypothesisOutcome {
  if (languages.length === 0) return 'not-asked';
  const isThere = (...findings: readonly string[]): boolean =>
    languages.some(({ finding }) => findings.includes(finding));
  const doesNotHelp = isThere('no-transfer', 'harms');
  if (isThere('transfers')) return doesNotHelp ? 'mixed' : 'rejected';
  // That nothing arrives elsewhere speaks for the hypothesis only where there was something to arrive.
  if (home?.finding === 'cannot-tell') return 'cannot-tell';
  if (home && home.finding !== 'transfers') return 'no-home-gain';
  return doesNotHelp ? 'holds' : 'cannot-tell';
}

/** Over all models of a study; those that can't tell have no say where others can. */
export function joinOutcomes(outcomes: readonly HypothesisOutcome[]): HypothesisOutcome {
  const [first, ...others] = new Set(
    outcomes.filter((outcome) => ['holds', 'rejected', 'mixed'].includes(outcome)),
  );
  if (first) return others.length > 0 ? 'mixed' : first;
  return (['cannot-tell', 'no-home-gain'] as const).find((each) => outcomes.includes(each)) ?? 'not-asked';
}
