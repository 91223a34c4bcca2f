import type { LocatedLayers } from '../numbers/ReportNumbers.js';
import { column, dataTable } from './DataTable.js';
import type { Figure, Panel } from './Figure.js';
import { layerLabels, type LanguageNames } from './labels.js';
import { categoryColours } from './palette.js';
import { distancePanel, layerSharePanel } from './panels/layerPanels.js';

/** Which layers were edited in which language. */
export function locatedLayersFigure(
  rows: readonly LocatedLayers[],
  names: LanguageNames,
): Figure | undefined {
  const shown = rows.filter(({ layerChoice }) => layerChoice === 'configured');
  if (shown.length === 0) return undefined;
  return {
    id: 'layers',
    title: 'Which layers were edited in which language',
    caption: 'The larger a square, the more of a language’s edits took that layer.',
    panels: modelsOf(shown).map((model): Panel => {
      const own = shown.filter((row) => row.model === model);
      return {
        title: `${model}: layers edited`,
        text: own
          .map(
            ({ language, layers }) =>
              `${names.english(language)}: ${layers.map(({ layer, edits }) => `layer ${layer} ${edits} times`).join(', ')}.`,
          )
          .join(' '),
        spec: layerSharePanel(
          own.flatMap(({ language, layers, edits }) =>
            layers.map((each) => ({
              label: names.axis(language),
              layer: each.layer,
              share: each.edits / Math.max(1, edits),
            })),
          ),
          own.map(({ language }) => names.axis(language)),
          layerCount(rows.filter((row) => row.model === model)),
        ),
      };
    }),
    legend: [],
    table: layerTable(rows, names),
  };
}

/** How the distances run over the layers that the located ones were chosen from. */
export function distanceFigure(rows: readonly LocatedLayers[], names: LanguageNames): Figure | undefined {
  const shown = rows.filter(({ layerChoice, curve }) => layerChoice === 'configured' && curve);
  if (shown.length === 0) return undefined;
  const languages = names.sort(shown.map(({ language }) => language));
  const colourOf = (language: string): string =>
    categoryColours[languages.indexOf(language) % categoryColours.length]!;
  return {
    id: 'distances',
    title: 'How far the safe and the unsafe answer are apart in each layer',
    caption:
      'The distance between the two answers’ states in each layer as a share of the greatest distance, the mean over a language’s ' +
      'edits. A flat curve means that the choice of the layer is nearly a toss-up.',
    panels: modelsOf(shown).map((model): Panel => {
      const own = shown.filter((row) => row.model === model);
      return {
        title: `${model}: distance / greatest distance`,
        text: own.map((row) => curveText(row, names)).join(' '),
        spec: distancePanel(
          own.flatMap(({ language, curve }) =>
            curve!.relativeDistances.map((distance, layer) => ({
              series: language,
              colour: colourOf(language),
              layer,
              distance,
            })),
          ),
        ),
      };
    }),
    legend: languages.map((language) => ({
      symbol: 'line',
      colour: colourOf(language),
      label: names.axis(language),
    })),
    table: dataTable(
      shown.flatMap(({ model, language, curve }) =>
        curve!.relativeDistances.map((distance, layer) => ({ model, language, layer, distance })),
      ),
      [
        column('Model', 'text', ({ model }) => model),
        column('Edited in', 'text', ({ language }) => names.english(language)),
        column('Layer', 'count', ({ layer }) => layer),
        column('Distance / greatest', 'number', ({ distance }) => distance),
      ],
    ),
  };
}

function layerTable(rows: readonly LocatedLayers[], names: LanguageNames): Figure['table'] {
  return dataTable<LocatedLayers>(rows, [
    column('Model', 'text', ({ model }) => model),
    column('Edited in', 'text', ({ language }) => names.english(language)),
    column('Choice', 'text', ({ layerChoice }) => layerLabels[layerChoice]),
    column('Edits', 'count', ({ edits }) => edits),
    column('Layers (edits)', 'text', ({ layers }) =>
      layers.map(({ layer, edits }) => `${layer} (${edits})`).join(', '),
    ),
    column('Lead of the first over the second', 'share', ({ curve }) => curve?.margin),
    column('Layers within 5% of the first', 'number', ({ curve }) => curve?.nearTop),
    column('Variation of the distances', 'number', ({ curve }) => curve?.variation),
    column('Norm of the change', 'number', ({ deltaNorm }) => deltaNorm),
    column('First loss', 'number', ({ firstLoss }) => firstLoss),
    column('Last loss', 'number', ({ lastLoss }) => lastLoss),
  ]);
}

function curveText({ language, curve }: LocatedLayers, names: LanguageNames): string {
  const { relativeDistances, nearTop } = curve!;
  const top = relativeDistances.indexOf(Math.max(...relativeDistances));
  return `${names.english(language)}: greatest in layer ${top}; ${nearTop.toFixed(1)} layers within 5% of the greatest.`;
}

function layerCount(rows: readonly LocatedLayers[]): number {
  return Math.max(
    ...rows.map(({ layers, curve }) =>
      Math.max(curve?.relativeDistances.length ?? 0, ...layers.map(({ layer }) => layer + 1)),
    ),
  );
}

function modelsOf(rows: readonly LocatedLayers[]): readonly string[] {
  return [...new Set(rows.map(({ model }) => model))];
}
