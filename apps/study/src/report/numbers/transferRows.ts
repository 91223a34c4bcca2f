import {
  summariseTransfer,
  type ArrivingGain,
  type Observation,
  type TransferSummary,
} from '@msafeedit/metrics';
import { defined } from '../../options/defined.js';
import { observationsOf, type JudgedPrompt } from './askedPrompts.js';
import { groupBy } from '../../study/groupBy.js';
import type { TransferRow } from './JudgeNumbers.js';
import { gainParts, isInGroup, metricGroups, startOf } from './metricGroups.js';
import type { StudyLanguage } from './ReportNumbers.js';

/** How much of each monolingual gain arrives in each other language, class of languages and family. */
export function transferRows(
  prompts: readonly JudgedPrompt[],
  asksWithSuffix: boolean,
  languages: readonly StudyLanguage[],
): readonly TransferRow[] {
  const configured = prompts.filter(({ layerChoice }) => layerChoice === 'configured');
  const edits = groupBy(configured, ({ model, editLanguage }) => `${model} ${editLanguage}`);
  return [...edits.values()].flatMap((own) => {
    const { model, editLanguage } = own[0]!;
    const asked = new Set(own.map(({ testLanguage }) => testLanguage));
    const groups = groupsOf(languages.filter(({ code }) => code !== editLanguage && asked.has(code)));
    return metricGroups.flatMap((metrics) => {
      const ofMetrics = own.filter((prompt) => isInGroup(prompt, metrics));
      return gainParts(asksWithSuffix).flatMap((part) => {
        const about = { model, editLanguage, metrics, part };
        const gains = gainsIn(groups, observationsOf(ofMetrics, [startOf[part], 'after']), about);
        return gains.map(([group, gain]) => toRow({ ...about, ...group }, gain));
      });
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

function gainsIn(
  groups: readonly Group[],
  observations: readonly Observation[],
  { editLanguage, part }: Pick<TransferRow, 'editLanguage' | 'part'>,
): readonly (readonly [Group, ArrivingGain])[] {
  const summarise = (rows: readonly Observation[]): TransferSummary | undefined =>
    summariseTransfer(rows, { from: startOf[part] })[0];
  const whole = summarise(observations);
  if (!whole) return [];
  const gainIn = ({ grouping, testLanguages }: Group): ArrivingGain | undefined => {
    const [only, ...more] = testLanguages;
    if (grouping === 'all') return whole.others;
    if (more.length === 0) return whole.transfers.find(({ testLanguage }) => testLanguage === only);
    const isIn = new Set([editLanguage, ...testLanguages]);
    return summarise(observations.filter(({ testLanguage }) => isIn.has(testLanguage)))?.others;
  };
  return groups.flatMap((group) => {
    const gain = gainIn(group);
    return gain ? [[group, gain] as const] : [];
  });
}

function toRow(
  about: Group & Pick<TransferRow, 'model' | 'editLanguage' | 'metrics' | 'part'>,
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
