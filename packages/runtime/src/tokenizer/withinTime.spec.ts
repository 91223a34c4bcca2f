import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { ChatTemplate } from './ChatTemplate.js';
import { PipelineTokenizer } from './PipelineTokenizer.js';
import { withinTime } from './withinTime.js';

describe('withinTime', () => {
  it('gives what the work gives, also within itself', () => {
    const inner = (): number => withinTime('This', 10_000, () => 1) + 1;
    expect(withinTime('That', 10_000, () => inner() + 1)).toBe(3);
  });

  it('throws what the work throws', () => {
    const error = new TypeError('x');
    const fail = (): never => {
      throw error;
    };
    expect(() => withinTime('This', 10_000, fail)).toThrow(error);
  });

  it.each([
    [
      'a loop',
      () => {
        for (;;);
      },
    ],
    ['a regular expression', () => /^(a+)+$/.test(`${'a'.repeat(60)}!`)],
  ])('ends %s that has no end', async (_, work) => {
    const { code, message } = await failure(() => withinTime('This tokenizer', 2000, work as () => unknown));
    expect({ code, message }).toMatchObject({ code: 'unsupported' });
    expect(message).toContain('This tokenizer takes longer than 2 s');
    expect(withinTime('Afterwards', 10_000, () => 1)).toBe(1);
  });
});

describe('what a model’s files say', () => {
  const endless = { type: 'Split', pattern: { Regex: '(?:a+)+$' }, behavior: 'Isolated', invert: false };
  const tokenizer = new PipelineTokenizer({
    source: 'a file',
    model: {
      kind: 'bpe',
      vocabulary: new Map([
        ['a', 0],
        ['!', 1],
      ]),
      merges: [],
      ignoreMerges: false,
      byteFallback: false,
      unknownToken: undefined,
      fuseUnknown: false,
    },
    addedTokens: [],
    normalizer: null,
    preTokenizer: endless,
    postProcessor: null,
    decoder: null,
    addBos: false,
    addEos: false,
    named: {},
    chatTemplate: undefined,
  });

  it('splits no text for ever', async () => {
    expect(tokenizer.encode('aaa!')).toEqual([0, 0, 0, 1]);
    expect(await failure(() => tokenizer.encode(`${'a'.repeat(60)}!`))).toMatchObject({
      code: 'unsupported',
    });
  });

  it.each([
    [
      'loops',
      '{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}',
      'unsupported',
    ],
    ['a huge range', '{% for a in range(999999999) %}{% endfor %}', 'input'],
  ])('renders no template for ever: %s', async (_, source, code) => {
    const template = new ChatTemplate(source, {});
    expect(await failure(() => template.render([], false))).toMatchObject({ code });
  });
});
