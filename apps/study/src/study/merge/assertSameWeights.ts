import { CliError } from '../../CliError.js';
import { currentStates } from '../currentStates.js';
import type { Study } from '../Study.js';
import type { Source } from './openShards.js';

/**
 * Holds that each model had the same weights wherever its results were made.
 * @returns the engines and devices that made them, sorted
 * @throws {CliError} 'failed'
 */
export function assertSameWeights(study: Study, sources: readonly Source[]): readonly string[] {
  const first = new Map<string, { readonly fingerprint: string; readonly file: string }>();
  const computedOn = new Set<string>();
  for (const { file, store } of sources) {
    const states = currentStates(study, store);
    for (const [model, settings] of study.settings)
      for (const { unit, modelFingerprint: fingerprint, engine, device } of store.provenance(settings)) {
        if (states.get(unit)?.state !== 'done') continue;
        computedOn.add(`${engine} on ${device}`);
        const known = first.get(model) ?? { fingerprint, file };
        first.set(model, known);
        if (known.fingerprint !== fingerprint)
          throw new CliError(
            'failed',
            `The model ${model} was not the same everywhere: its weights are ${known.fingerprint} in ${known.file}, and ${fingerprint} in ` +
              `${file} (unit ${unit}). Leave one out, or run its shard anew with the other's weights.`,
          );
      }
  }
  return [...computedOn].sort();
}
