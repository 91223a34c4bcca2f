import { languages } from './texts.mjs';

/** How much each case does. */
export const full = {
  prefill: [
    [1, 290],
    [5, 290],
    [45, 290],
  ],
  decode: [1, 5, 20, 45, 90, 200],
  promptTokens: 211,
  newTokens: 200,
  steps: 10,
  layer: 12,
  languages,
  edits: 50,
  memoryRows: 45,
  classifier: { layers: 24, width: 1024, heads: 16, texts: 200 },
  growth: {
    layers: [2, 4, 8, 16],
    width: [128, 256, 512, 1024],
    batch: [2, 4, 8, 16, 32],
    length: [64, 128, 256, 512, 1024],
    languages: [1, 2, 4, 9],
  },
  growthTokens: 32,
};

/** Everything once, in two minutes: whether the benchmark works, not how fast anything is. */
export const quick = {
  prefill: [
    [1, 64],
    [5, 64],
  ],
  decode: [1, 5],
  promptTokens: 60,
  newTokens: 16,
  steps: 3,
  layer: 2,
  languages: ['en', 'es'],
  edits: 6,
  memoryRows: 5,
  classifier: { layers: 2, width: 64, heads: 4, texts: 20 },
  growth: { layers: [2, 4], width: [64, 128], batch: [2, 4], length: [64, 128], languages: [1, 2] },
  growthTokens: 8,
};
