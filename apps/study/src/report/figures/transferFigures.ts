import type { GroupGain, JudgeNumbers, MetricGroup, TransferRow } from '../numbers/JudgeNumbers.js';
import { column, dataTable, withInterval } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatChange } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { forestPanel, type ForestRow } from './panels/forestPanel.js';

const groupLabels: Readonly<Record<MetricGroup, string>> = {
  'defence-success': 'DS',
  generalization: 'DG',
};

/** What arrives of an edit in groups of other languages: by resource class and family. */
export function transferFigure(
  { transfer, hypothesis, judge }: JudgeNumbers,
  names: LanguageNames,
): Figure | undefined {
  const shown = transfer.filter(
    ({ grouping, part, metrics, gain }) =>
      grouping !== 'language' &&
      part === hypothesis.part &&
      metrics === 'defence-success' &&
      gain !== undefined,
  );
  // Of one language: nine of them times six groups would fill the page. The table has them all.
  const edits = names.sort(shown.map(({ editLanguage }) => editLanguage));
  const editLanguage = edits.includes('en') ? 'en' : edits[0];
  if (editLanguage === undefined) return undefined;
  const panels = models(shown).flatMap((model) =>
    panelOf(
      `${model}: edited in ${names.english(editLanguage)}, gain of DS elsewhere`,
      shown
        .filter((row) => row.model === model && row.editLanguage === editLanguage)
        .map((row) => ({
          label: groupName(row),
          colour: groupColour(row.grouping),
          ...percent(row.gain!, row.interval),
        })),
    ),
  );
  return {
    id: 'transfer',
    title: `What arrives in other languages, by resource class and family (judge: ${judge})`,
    caption:
      'The gain of DS in groups of languages other than the one edited in, in percentage points with its 95% interval. The table ' +
      'holds each language edited in, each language asked in, and DG; "share" is the gain there as a share of the gain in the edited ' +
      'language, where that gain is sure enough to divide by.',
    panels,
    legend: [
      { symbol: 'dot', colour: groupColour('all'), label: 'all others' },
      { symbol: 'dot', colour: groupColour('resource'), label: 'a resource class' },
      { symbol: 'dot', colour: groupColour('family'), label: 'a family' },
    ],
    table: dataTable<TransferRow>(transfer, [
      column('Model', 'text', ({ model }) => model),
      column('Edited in', 'text', ({ editLanguage }) => names.english(editLanguage)),
      column('Tests', 'text', ({ metrics }) => groupLabels[metrics]),
      column('Part', 'text', ({ part }) => partLabel(part)),
      column('Group', 'text', (row) =>
        row.grouping === 'language' ? names.english(row.group) : groupName(row),
      ),
      ...withInterval<TransferRow>(
        'Gain',
        'change',
        ({ gain }) => gain,
        ({ interval }) => interval,
      ),
      column('Samples', 'count', ({ samples }) => samples),
      column('Gain in the edited language', 'change', ({ monolingualGain }) => monolingualGain),
      ...withInterval<TransferRow>(
        'Share',
        'share',
        ({ share }) => share,
        ({ shareInterval }) => shareInterval,
      ),
      column('Why no share', 'text', ({ status }) => statusLabels[status]),
    ]),
  };
}

/** The gain between groups of languages, over all pairs. */
export function groupGainFigure({ groupGains, hypothesis, judge }: JudgeNumbers): Figure | undefined {
  const shown = groupGains.filter(
    ({ part, metrics }) => part === hypothesis.part && metrics === 'defence-success',
  );
  const panels = models(shown).flatMap((model) =>
    panelOf(
      `${model}: gain of DS between groups`,
      shown
        .filter((row) => row.model === model)
        .map((row) => ({
          label: gainName(row),
          colour: groupColour(row.grouping === 'kinship' ? 'family' : 'resource'),
          ...percent(row.change, row.interval),
        })),
    ),
  );
  if (panels.length === 0) return undefined;
  return {
    id: 'group-gains',
    title: `Gains between groups of languages (judge: ${judge})`,
    caption:
      'The mean gain of DS over all pairs of two different languages, in percentage points with its 95% interval: from a resource ' +
      'class to a resource class, and within a family or beyond it.',
    panels,
    legend: [
      { symbol: 'dot', colour: groupColour('resource'), label: 'by resource class, edited to asked' },
      { symbol: 'dot', colour: groupColour('family'), label: 'by kinship' },
    ],
    table: dataTable<GroupGain>(groupGains, [
      column('Model', 'text', ({ model }) => model),
      column('Tests', 'text', ({ metrics }) => groupLabels[metrics]),
      column('Part', 'text', ({ part }) => partLabel(part)),
      column('Group', 'text', gainName),
      column('Pairs of languages', 'count', ({ languagePairs }) => languagePairs),
      ...withInterval<GroupGain>(
        'Gain',
        'change',
        ({ change }) => change,
        ({ interval }) => interval,
      ),
      column('Samples', 'count', ({ samples }) => samples),
      column('Pairs of answers', 'count', ({ pairs }) => pairs),
      column('p (Holm)', 'p-value', ({ adjustedPValue }) => adjustedPValue),
    ]),
  };
}

const statusLabels: Readonly<Record<TransferRow['status'], string | null>> = {
  estimated: null,
  'no-gain': 'no gain in the edited language',
  'uncertain-gain': 'the gain in the edited language is uncertain',
  'no-pairs': 'no pairs of answers',
};

function panelOf(title: string, rows: readonly ForestRow[]): readonly Panel[] {
  if (rows.length === 0) return [];
  return [
    {
      title,
      text: rows.map(({ label, value }) => `${label}: ${formatChange(value / 100)} points.`).join(' '),
      spec: forestPanel({
        rows,
        labels: rows.map(({ label }) => label),
        title: 'gain, percentage points',
        domain: [-100, 100],
        lines: [0],
      }),
    },
  ];
}

function percent(
  value: number,
  interval: { readonly low: number; readonly high: number } | undefined,
): Omit<ForestRow, 'label' | 'colour'> {
  return {
    value: 100 * value,
    ...(interval && { low: 100 * interval.low, high: 100 * interval.high }),
  };
}

function models(rows: readonly { readonly model: string }[]): readonly string[] {
  return [...new Set(rows.map(({ model }) => model))];
}

function groupColour(grouping: TransferRow['grouping']): string {
  if (grouping === 'resource') return colour('blue');
  return colour(grouping === 'family' ? 'orange' : 'ink');
}

function groupName({ grouping, group }: TransferRow): string {
  if (grouping === 'all') return 'all others';
  return grouping === 'resource' ? `${group} resource` : group;
}

function gainName({ grouping, editGroup, testGroup }: GroupGain): string {
  return grouping === 'kinship' ? editGroup : `${editGroup} to ${testGroup}`;
}

function partLabel(part: 'whole' | 'edit'): string {
  return part === 'whole' ? 'before to after' : 'the edit alone';
}
