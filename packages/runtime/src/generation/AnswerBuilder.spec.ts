import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyFolder } from '../../test/tinyGoldens.js';
import { loadTokenizer, type Tokenizer } from '../index.js';
import { AnswerBuilder } from './AnswerBuilder.js';

let tokenizer: Tokenizer;
const eos = 2;
beforeAll(async () => {
  tokenizer = await loadTokenizer(tinyFolder('tiny-llama'));
});

interface Built {
  readonly text: string;
  readonly streamed: readonly string[];
  readonly tokens: readonly number[];
  readonly finishReason: string | undefined;
}

/** Pushes tokens until the answer ends. */
function build(
  tokens: readonly number[],
  stop: readonly string[] = [],
  maxNewTokens = tokens.length,
  stopRepeating = false,
): Built {
  const answer = new AnswerBuilder(tokenizer, {
    maxNewTokens,
    stop,
    stopRepeating,
    eosTokenIds: new Set([eos]),
    streaming: true,
  });
  const streamed: string[] = [];
  for (const token of tokens) {
    streamed.push(answer.push(token));
    if (answer.finishReason !== undefined) break;
  }
  return { text: answer.text(), streamed, tokens: answer.tokens, finishReason: answer.finishReason };
}

const encode = (text: string): number[] => tokenizer.encode(text, { addSpecialTokens: false });

describe('an answer', () => {
  it('ends at EOS, which is among its tokens and not in its text', () => {
    const tokens = [...encode('Yes, of course.'), eos, ...encode(' More')];
    const built = build(tokens);
    expect(built.finishReason).toBe('stop');
    expect(built.tokens).toEqual(tokens.slice(0, built.tokens.length));
    expect(built.tokens.at(-1)).toBe(eos);
    expect(built.text).toBe('Yes, of course.');
  });

  it('ends after maxNewTokens', () => {
    const tokens = encode('one two three four five');
    const built = build(tokens, [], 3);
    expect(built).toMatchObject({ finishReason: 'length', tokens: tokens.slice(0, 3) });
    expect(built.text).toBe(tokenizer.decode(tokens.slice(0, 3)));
  });

  it('ends where it repeats itself, if that is asked for', () => {
    const tokens = [
      ...encode('One, two. '),
      ...Array.from({ length: 60 }, () => encode(' again and')).flat(),
    ];
    expect(build(tokens).tokens).toEqual(tokens);
    const cut = build(tokens, [], tokens.length, true);
    expect(cut.finishReason).toBe('length');
    expect(cut.tokens.length).toBeLessThan(tokens.length);
    expect(cut.tokens.length).toBeGreaterThanOrEqual(96);
    expect(cut.text).toBe(tokenizer.decode(tokens.slice(0, cut.tokens.length)));
  });

  it('ends before the first of the stop strings, also where one lies across tokens or in the middle of one', () => {
    const built = build(encode('Hello there, general question. And more'), ['on.', 'ral qu', 'zzz']);
    expect(built.finishReason).toBe('stop');
    expect(built.text).toBe('Hello there, gene');
    expect(built.streamed.join('')).toBe(built.text);
  });

  it('may be empty', () => {
    expect(build(encode('Stop'), ['S'])).toMatchObject({ text: '', finishReason: 'stop' });
  });

  it('streams whole characters only', () => {
    const built = build(encode('ไทย 漢字 🙂!'));
    expect(built.streamed.join('')).toBe('ไทย 漢字 🙂!');
    expect(built.streamed.join('|')).not.toContain('\uFFFD');
    expect(built.streamed.length).toBeGreaterThan(9);
  });

  it('streams text that, joined, is the answer, whatever the tokens and stop strings', () => {
    const someTokens = fc.array(fc.integer({ min: 3, max: 511 }), { minLength: 1, maxLength: 25 });
    const someStops = fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 3 });
    // stop strings from the text itself, so that they are found, and their beginnings, so that they nearly are
    const places = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 6 }), fc.boolean()), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(someTokens, someStops, places, (tokens, stops, cuts) => {
        const whole = tokenizer.decode(tokens);
        const found = cuts.map(([at, length, exact]) => {
          const start = at % Math.max(1, whole.length);
          return whole.slice(start, start + length) + (exact ? '' : '~');
        });
        const stop = [...stops, ...found].filter((text) => text !== '');
        const built = build(tokens, stop);
        expect(built.streamed.join('')).toBe(built.text);
        expect(stop.some((text) => built.text.includes(text))).toBe(false);
        if (built.finishReason === 'length') expect(built.tokens).toEqual(tokens);
        else expect(stop.some((text) => tokenizer.decode(built.tokens).includes(text))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
