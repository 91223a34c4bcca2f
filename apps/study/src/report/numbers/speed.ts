import { sum } from 'simple-statistics';
import type { Study } from '../../study/Study.js';
import type { CountedResults, CountedTest } from '../../study/StudyResults.js';
import type { Speed } from './ReportNumbers.js';

/** Time, tokens and money. @param answers the distinct ones of `results.tests` */
export function speed(
  { config, plan }: Study,
  results: CountedResults,
  answers: readonly CountedTest[],
): Speed {
  const editing = new Set(plan.units.filter(({ condition }) => condition === 'after').map(({ key }) => key));
  const failed = new Set(results.failures.map(({ unit }) => unit));
  const modelOf = new Map(plan.units.map(({ key, model }) => [key, model]));
  return {
    models: config.models.map(({ name: model }) => {
      const units = results.provenance.filter(({ unit }) => modelOf.get(unit) === model);
      const done = units.filter(({ unit }) => !failed.has(unit));
      const edits = results.edits.filter((edit) => edit.model === model);
      const own = answers.filter((test) => test.model === model);
      const unedited = own.filter(({ condition }) => condition !== 'after');
      const asking = total(done.filter(({ unit }) => !editing.has(unit)).map(({ seconds }) => seconds));
      return {
        model,
        fingerprints: distinct(done.map(({ modelFingerprint }) => modelFingerprint)),
        engines: distinct(done.map(({ engine }) => engine)),
        devices: distinct(done.map(({ device }) => device)),
        codeVersions: distinct(done.map(({ codeVersion }) => codeVersion)),
        seconds: total(units.map(({ seconds }) => seconds)),
        edits: edits.length,
        ...(edits.length > 0 && {
          secondsPerEdit: total(edits.map(({ seconds }) => seconds)) / edits.length,
        }),
        answers: own.length,
        newTokens: total(own.map(({ answer }) => answer.newTokens)),
        ...(asking > 0 && {
          tokensPerSecond: total(unedited.map(({ answer }) => answer.newTokens)) / asking,
        }),
      };
    }),
    judges: results.judges.map((judge) => {
      const verdicts = answers
        .map((test) => test.verdicts.get(judge))
        .filter((verdict) => verdict !== undefined);
      const usages = verdicts.map(({ usage }) => usage).filter((usage) => usage !== undefined);
      const costs = verdicts.map(({ cost }) => cost).filter((cost) => cost !== undefined);
      return {
        judge,
        versions: distinct(verdicts.map(({ version }) => version)),
        verdicts: verdicts.length,
        ...(costs.length > 0 && { cost: total(costs) }),
        ...(usages.length > 0 && {
          inputTokens: total(
            usages.map(
              ({ inputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 }) =>
                inputTokens + cacheReadTokens + cacheWriteTokens,
            ),
          ),
          outputTokens: total(usages.map(({ outputTokens }) => outputTokens)),
        }),
      };
    }),
  };
}

function total(values: readonly number[]): number {
  return sum([0, ...values]);
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
