import type { Speed } from '../numbers/ReportNumbers.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { formatValue } from './formatValue.js';
import { barPanel, type Bar } from './panels/barPanel.js';

type ModelSpeed = Speed['models'][number];

/** What the study took. */
export function speedFigure({ models }: Speed): Figure | undefined {
  const panels = [
    ...panel(models, 'Seconds per edit', 'seconds', ({ secondsPerEdit }) => secondsPerEdit),
    ...panel(
      models,
      'New tokens per second, before editing',
      'tokens',
      ({ tokensPerSecond }) => tokensPerSecond,
    ),
  ];
  if (panels.length === 0) return undefined;
  return {
    id: 'speed',
    title: 'How long it took',
    caption: 'Measured while the study ran, on the machines that the table names.',
    panels,
    legend: [],
    table: dataTable<ModelSpeed>(models, [
      column('Model', 'text', ({ model }) => model),
      column('Engine', 'text', ({ engines }) => engines.join(', ')),
      column('Device', 'text', ({ devices }) => devices.join(', ')),
      column('Fingerprint', 'text', ({ fingerprints }) => fingerprints.join(', ')),
      column('Code version', 'text', ({ codeVersions }) => codeVersions.join(', ')),
      column('Seconds', 'number', ({ seconds }) => seconds),
      column('Edits', 'count', ({ edits }) => edits),
      column('Seconds per edit', 'number', ({ secondsPerEdit }) => secondsPerEdit),
      column('Answers', 'count', ({ answers }) => answers),
      column('New tokens', 'count', ({ newTokens }) => newTokens),
      column('Tokens per second', 'number', ({ tokensPerSecond }) => tokensPerSecond),
    ]),
  };
}

function panel(
  models: readonly ModelSpeed[],
  title: string,
  unit: string,
  value: (model: ModelSpeed) => number | undefined,
): readonly Panel[] {
  const bars = models.flatMap((each): Bar[] => {
    const own = value(each);
    return own === undefined ? [] : [{ label: each.model, value: own, text: formatValue(own, 'number') }];
  });
  if (bars.length === 0) return [];
  return [
    {
      title,
      text: bars.map(({ label, text }) => `${label}: ${text} ${unit}.`).join(' '),
      spec: barPanel(bars, unit),
    },
  ];
}
