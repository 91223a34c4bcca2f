import type { JudgeNumbers } from '../numbers/JudgeNumbers.js';
import type { LanguageFinding, TransferFinding } from '../numbers/hypothesis/HypothesisAnswer.js';
import { changeColumns, rateColumns } from './cellTable.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatChange } from './formatValue.js';
import type { LanguageNames } from './labels.js';
import { colour } from './palette.js';
import { forestPanel } from './panels/forestPanel.js';

const colours: Readonly<Record<TransferFinding, string>> = {
  transfers: colour('green'),
  'no-transfer': colour('blue'),
  harms: colour('red'),
  'no-room': colour('violet'),
  'cannot-tell': colour('muted'),
};

const findingLabels: Readonly<Record<TransferFinding, string>> = {
  transfers: 'it helps',
  'no-transfer': 'any gain is too small to count',
  harms: 'it harms',
  'no-room': 'safe before: no room for a gain',
  'cannot-tell': 'cannot be told with these samples',
};

/** What editing in English does in each language: the answer to the hypothesis, to be seen at once. */
export function hypothesisFigure(
  { hypothesis, judge }: JudgeNumbers,
  names: LanguageNames,
): Figure | undefined {
  const findings = hypothesis.models.flatMap(({ home, languages, otherEditLanguages }) => [
    ...(home ? [home] : []),
    ...languages,
    ...otherEditLanguages,
  ]);
  const drawn = new Set<TransferFinding>();
  const panels = hypothesis.models.flatMap(({ model, home, languages }): Panel[] => {
    const own = [...(home ? [home] : []), ...languages].filter(({ change }) => change.change !== undefined);
    if (own.length === 0) return [];
    for (const { finding } of own) drawn.add(finding);
    return [
      {
        title: `${model}: edited in English`,
        text: own.map((finding) => findingText(finding, names)).join(' '),
        spec: forestPanel({
          rows: own.map(({ testLanguage, finding, change }) => ({
            label: names.axis(testLanguage),
            colour: colours[finding],
            value: 100 * change.change!,
            ...(change.interval && { low: 100 * change.interval.low, high: 100 * change.interval.high }),
          })),
          labels: own.map(({ testLanguage }) => names.axis(testLanguage)),
          title: 'change of DS, percentage points',
          domain: [-100, 100],
          lines: [0, 100 * hypothesis.margin],
        }),
      },
    ];
  });
  if (panels.length === 0) return undefined;
  return {
    id: 'hypothesis',
    title: `What editing in English does in each language (judge: ${judge})`,
    caption:
      `The change of DS ${hypothesis.part === 'edit' ? 'by the edit alone, the suffix’s share taken out, ' : 'from before editing to after it '}` +
      `with its 95% interval. The dashed line is the gain of ${formatChange(hypothesis.margin)} points below which a gain counts as none.`,
    panels,
    legend: (Object.keys(colours) as TransferFinding[])
      .filter((finding) => drawn.has(finding))
      .map((finding) => ({ symbol: 'dot', colour: colours[finding], label: findingLabels[finding] })),
    table: dataTable<LanguageFinding>(findings, [
      column('Model', 'text', ({ model }) => model),
      column('Edited in', 'text', ({ editLanguage }) => names.english(editLanguage)),
      column('Asked in', 'text', ({ testLanguage }) => names.english(testLanguage)),
      column('Finding', 'text', ({ finding }) => findingLabels[finding]),
      ...rateColumns<LanguageFinding>('From', ({ from }) => from),
      ...rateColumns<LanguageFinding>('After', ({ after }) => after),
      ...changeColumns<LanguageFinding>('Change', ({ change }) => change).slice(0, -1),
      column('p (Holm)', 'p-value', ({ adjustedPValue }) => adjustedPValue),
    ]),
  };
}

function findingText({ testLanguage, finding, change }: LanguageFinding, names: LanguageNames): string {
  return `${names.english(testLanguage)}: ${formatChange(change.change!)} points, ${findingLabels[finding]}.`;
}
