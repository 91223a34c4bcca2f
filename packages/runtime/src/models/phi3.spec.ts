import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { moreFolder } from '../../test/moreGoldens.js';
import { parseModelConfig } from './modelFamilies.js';

const tiny = JSON.parse(readFileSync(`${moreFolder('phi3-window')}/config.json`, 'utf8')) as Record<
  string,
  unknown
>;

it.each([
  ['Phi-4-mini', { partial_rotary_factor: 0.75, rope_parameters: undefined }, 'partial_rotary_factor 0.75'],
  [
    'Phi-4-mini in the words of transformers 5',
    { rope_parameters: { rope_type: 'default', rope_theta: 1e4, partial_rotary_factor: 0.75 } },
    'partial_rotary_factor 0.75',
  ],
  [
    'Phi-3 of 128,000 tokens',
    { rope_parameters: undefined, rope_scaling: { type: 'longrope', long_factor: [1], short_factor: [1] } },
    'longrope',
  ],
])('refuses %s', (_, changes, message) => {
  expect(() => parseModelConfig({ ...tiny, ...changes }, 'config.json')).toThrow(
    expect.objectContaining({
      code: 'unsupported',
      message: expect.stringContaining(message) as string,
    }) as Error,
  );
});

it('sees everything where the config has no window', () => {
  expect(parseModelConfig({ ...tiny, sliding_window: null }, 'config.json').windows).toEqual(
    Array<undefined>(4).fill(undefined),
  );
});
