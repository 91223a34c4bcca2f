import type { ExperimentName } from '../StudyConfig.js';
import type { LayerChoice } from './StudyPlan.js';

/** Edits in one language at one layer, and the languages that they are tested in. */
export interface EditGroup {
  readonly language: string;
  readonly layer: LayerChoice;
  readonly testLanguages: readonly string[];
}

/** What the experiments need between them, each edit once, languages in the study's order. */
export function editGroups(
  experiments: readonly ExperimentName[],
  languages: readonly string[],
): readonly EditGroup[] {
  const needs = (layer: LayerChoice, from: string, to: string): boolean =>
    experiments.some((experiment) => isPairOf[experiment](layer, from, to));
  return languages.flatMap((language) =>
    (['configured', 'second-to-last', 'last'] as const).flatMap((layer) => {
      const testLanguages = languages.filter((to) => needs(layer, language, to));
      return testLanguages.length === 0 ? [] : [{ language, layer, testLanguages }];
    }),
  );
}

const isPairOf: Readonly<Record<ExperimentName, (layer: LayerChoice, from: string, to: string) => boolean>> =
  {
    monolingual: (layer, from, to) => layer === 'configured' && from === to,
    'from-english': (layer, from) => layer === 'configured' && from === 'en',
    'to-english': (layer, _from, to) => layer === 'configured' && to === 'en',
    'all-pairs': (layer) => layer === 'configured',
    // The paper's section 5.4.2 edits in English; the located layer is its first condition.
    layers: (_layer, from, to) => from === 'en' || from === to,
    // Several edits at once have units of their own.
    merged: () => false,
    sequence: () => false,
  };
