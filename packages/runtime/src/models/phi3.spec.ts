import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { moreFolder } from '../../test/moreGoldens.js';
import { tinyFolder } from '../../test/tinyGoldens.js';
import { parseModelConfig } from './modelFamilies.js';

type Json = Record<string, unknown>;
const configOf = (folder: string): Json => JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')) as Json;

const tiny = configOf(moreFolder('phi3-window'));
const long = configOf(moreFolder('phi3-longrope'));
const { rope_scaling: scaling, ...withoutScaling } = long as { rope_scaling: Json };

const parse = (config: object) => parseModelConfig(config, 'config.json');

describe('longrope', () => {
  it('is read in the words of all versions of transformers', () => {
    const { rotary, rotaryDim, headDim } = parse(long);
    expect(rotaryDim).toBe(headDim);
    expect(rotary).toEqual({
      type: 'longrope',
      theta: 10000,
      originalPositions: 64,
      shortFactors: [1, 1.1, 1.2, 1.3],
      longFactors: [1.5, 2.5, 5.5, 10.5],
      attentionFactor: Math.sqrt(1 + Math.log(4) / Math.log(64)),
    });
    for (const type of ['su', 'yarn'])
      expect(parse({ ...long, rope_scaling: { ...scaling, type } }).rotary).toEqual(rotary);
    const newest = { ...scaling, rope_type: 'longrope', rope_theta: 10000, partial_rotary_factor: 1 };
    expect(parse({ ...withoutScaling, rope_parameters: newest }).rotary).toEqual(rotary);
  });

  it('takes the attention factor from the config, or from its factor', () => {
    const factor = (settings: object) =>
      parse({ ...long, rope_scaling: { ...scaling, ...settings } }).rotary as { attentionFactor: number };
    expect(factor({ attention_factor: 1.19 }).attentionFactor).toBe(1.19);
    expect(factor({ factor: 8 }).attentionFactor).toBeCloseTo(Math.sqrt(1.5), 12);
    expect(factor({ factor: 1 }).attentionFactor).toBe(1);
  });
});

it('rotates a part of each head where the config says so', () => {
  expect(parse({ ...tiny, partial_rotary_factor: 0.75, rope_parameters: undefined })).toMatchObject({
    headDim: 8,
    rotaryDim: 6,
  });
  const newest = { rope_type: 'default', rope_theta: 1e4, partial_rotary_factor: 0.5 };
  expect(parse({ ...tiny, rope_parameters: newest }).rotaryDim).toBe(4);
});

it.each([
  [
    'a rope type that is none of Phi-3’s',
    { ...long, rope_scaling: { type: 'linear', factor: 2 } },
    'unsupported',
    'linear',
  ],
  ['factors of another number', { ...long, partial_rotary_factor: 0.75 }, 'format', 'need 3 numbers'],
  [
    'an odd share of a head',
    { ...tiny, rope_parameters: null, partial_rotary_factor: 0.4 },
    'format',
    '3 of a head',
  ],
  ['no factors', { ...long, rope_scaling: { type: 'longrope' } }, 'format', 'short_factor'],
  [
    'longrope in a family that has none in transformers',
    { ...configOf(tinyFolder('tiny-llama')), rope_parameters: { ...scaling, rope_type: 'longrope' } },
    'unsupported',
    'longrope in Phi-3',
  ],
])('refuses %s', (_, config, code, message) => {
  expect(() => parse(config)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
  );
});

it('sees everything where the config has no window', () => {
  expect(parse({ ...tiny, sliding_window: null }).windows).toEqual(Array<undefined>(4).fill(undefined));
});
