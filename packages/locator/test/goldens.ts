import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LocateInput, LocatorStrategy } from '../src/index.js';

/** The runtime's fixtures: models, and what torch and transformers make of them (README.md there). */
const folder = new URL('../../runtime/test/fixtures/', import.meta.url);

/** The path of a fixture, such as `goldens/tiny-llama`. */
export const fixture = (name: string): string => fileURLToPath(new URL(name, folder));

/** Distances and the layer found, by strategy. */
export interface StrategyResults {
  readonly distances: Readonly<Record<LocatorStrategy, readonly number[]>>;
  readonly layers: Readonly<Record<LocatorStrategy, number>>;
}

export interface StrategyGolden {
  readonly request: Required<LocateInput>;
  readonly raw: StrategyResults;
  readonly chat: StrategyResults;
}

/** What EasyEdit's own code finds. */
export interface EasyeditGolden {
  readonly sample: {
    readonly 'adversarial prompt': string;
    readonly 'safe generation': string;
    readonly 'unsafe generation': string;
  };
  readonly easyedit: { readonly layer_distances: readonly number[]; readonly toxic_layer: number };
}

const readGolden = (name: string): unknown => JSON.parse(readFileSync(fixture(name), 'utf8'));

/** What torch finds in a tiny model: `goldens/…` with a request as long as a real one, `more-goldens/…` a short one. */
export function strategyGolden(model: string): StrategyGolden {
  if (!model.startsWith('more-goldens'))
    return readGolden(`${model}/golden/strategies.json`) as StrategyGolden;
  return (readGolden(`${model}/golden/golden.json`) as { strategies: StrategyGolden }).strategies;
}

export const smollm2Strategies = (): readonly StrategyGolden[] =>
  readGolden('goldens/smollm2-strategies.json') as StrategyGolden[];

export const smollm2Easyedit = (sample: 0 | 1): EasyeditGolden =>
  readGolden(`goldens/smollm2-sample${sample}.json`) as EasyeditGolden;
