import type { LocatorStrategy } from '@msafeedit/locator';

/** Settings that suit a model. */
export interface Preset {
  /** Adam's learning rate. */
  readonly learningRate: number;
  readonly steps: number;
  /** Weight of the safe answer's likelihood against the KL term. */
  readonly klFactor: number;
  /** Where the total loss is below this, `paper` mode has learnt enough. Default 0. */
  readonly stopBelow?: number;
  /** How `paper` mode finds the layer. */
  readonly strategy: LocatorStrategy;
  /** The layer that `paper` mode edits instead of finding one. */
  readonly layer?: number;
}

/** The first three: the hyperparameters that EasyEdit gives (hparams/DINM), and the paper for the first two. The last is ours, for the demo. */
export const presets = {
  'llama2-7b-chat': {
    learningRate: 5e-4,
    steps: 10,
    klFactor: 0.1,
    strategy: 'mean-token',
  },
  'mistral-7b': { learningRate: 1e-5, steps: 10, klFactor: 0.1, strategy: 'mean-token' },
  'gpt2-xl': { learningRate: 5e-4, steps: 10, klFactor: 0.1, strategy: 'mean-token' },
  'smollm2-135m': {
    learningRate: 2e-3,
    steps: 40,
    klFactor: 0.1,
    stopBelow: 0.027, // about 0.25 a token: answers have turned by then, and other knowledge goes soon after
    strategy: 'mean-token',
    layer: 20,
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
