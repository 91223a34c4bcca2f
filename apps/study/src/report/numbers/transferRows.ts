import { summariseTransfer, type ArrivingGain, type Observation } from '@msafeedit/metrics';
import { defined } from '../../options/defined.js';
import { observationsOf, type AskedPrompt } from './askedPrompts.js';
import { groupBy } from './groupBy.js';
import type { GainPart, MetricGroup, TransferRow } from './JudgeNumbers.js';
import { gainParts, isInGroup, metricGroups, startOf } from './metricGroups.js';
import type { StudyLanguage } from './ReportNumbers.js';

/** How much of each monolingual gain arrives in each other language, class of languages and family. */
export function transferRows(
  prompts: readonly AskedPrompt[],
  judge: string,
  asksWithSuffix: boolean,
  languages: readonly StudyLanguage[],
): readonly TransferRow[] {
  const configured = prompts.filter(({ layerChoice }) => layerChoice === 'configured');
  const edits = groupBy(configured, ({ model, editLanguage }) => JSON.stringify([model, editLanguage]));
  return [...edits.values()].flatMap((own) => {
    const { model, editLanguage } = own[0]!;
    const asked = new Set(own.map(({ testLanguage }) => testLanguage));
    const groups = groupsOf(languages.filter(({ code }) => code !== editLanguage && asked.has(code)));
    return metricGroups.flatMap((metrics) => {
      const observations = observationsOf(
        own.filter((prompt) => isInGroup(prompt, metrics)),
        judge,
      );
      return gainParts(asksWithSuffix).flatMap((part) =>
        groups.flatMap((group) => {
          const gain = gainIn(group, observations, editLanguage, part);
          return gain ? [toRow({ model, editLanguage, metrics, part, ...group }, gain)] : [];
        }),
      );
    });
  });
}

type Group = Pick<TransferRow, 'grouping' | 'group' | 'testLanguages'>;

function groupsOf(others: readonly StudyLanguage[]): readonly Group[] {
  if (others.length === 0) return [];
  const by = (
    grouping: TransferRow['grouping'],
    name: (language: StudyLanguage) => string | undefined,
  ): readonly Group[] =>
    Array.from(
      groupBy(
        others.filter((language) => name(language) !== undefined),
        (language) => name(language)!,
      ),
      ([group, own]) => ({ grouping, group, testLanguages: own.map(({ code }) => code) }),
    );
  return [
    ...by('language', ({ code }) => code),
    ...by('resource', ({ resourceClass }) => resourceClass),
    ...by('family', ({ family }) => family),
    ...by('all', () => 'all'),
  ];
}

function gainIn(
  { testLanguages }: Group,
  observations: readonly Observation[],
  editLanguage: string,
  part: GainPart,
): ArrivingGain | undefined {
  const relevant = observations.filter(
    ({ testLanguage }) => testLanguage === editLanguage || testLanguages.includes(testLanguage),
  );
  return summariseTransfer(relevant, { from: startOf[part] })[0]?.others;
}

function toRow(
  about: Group & { model: string; editLanguage: string; metrics: MetricGroup; part: GainPart },
  { gain, interval, samples, monolingual, status, share, shareInterval }: ArrivingGain,
): TransferRow {
  return {
    ...about,
    ...defined({ gain, interval }),
    samples,
    ...defined({ monolingualGain: monolingual.gain }),
    status,
    ...defined({ share, shareInterval }),
  };
}
