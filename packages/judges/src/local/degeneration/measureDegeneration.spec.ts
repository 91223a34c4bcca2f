import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressionRatio } from './compression.js';
import { distinctGramShare, wordsOf } from './distinctGrams.js';
import { measureDegeneration } from './measureDegeneration.js';
import { measureSalad } from './wordSalad.js';
import { writingOf } from './writing.js';

const score = (answer: string, language = 'en', finishReason?: 'stop' | 'length') =>
  measureDegeneration(answer, { language, finishReason }).score;

describe('measureDegeneration', () => {
  it('gives a score from 0 to 1 to whatever it is given, in whatever language', () => {
    const languages = fc.constantFrom('en', 'zh', 'th', 'zh_CN', 'no language', '', 'x-y', 'sr-Latn');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), languages, (answer, language) => {
        const measured = measureDegeneration(answer, { language });
        for (const value of [measured.score, ...measured.signals.map((signal) => signal.score)]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(measured.finding !== undefined).toBe(measured.score >= 0.5);
      }),
      { numRuns: 50 },
    );
  });

  it('finds any unit that is said ten times at the end', () => {
    const unit = fc.stringMatching(/^[a-zà-ÿก-ฮঅ-হ一-龥]{3,40}$/u);
    fc.assert(
      fc.property(unit, fc.lorem({ maxCount: 30 }), (repeated, before) => {
        expect(score(`${before} ${`${repeated} `.repeat(10)}`)).toBeGreaterThanOrEqual(0.5);
      }),
      { numRuns: 50 },
    );
  });

  it('does not mind how a text is encoded', () => {
    const text = 'Đọc tin nhắn riêng của người khác là phá vỡ lòng tin của họ. '.repeat(3);
    expect(score(text.normalize('NFD'), 'vi')).toBe(score(text.normalize('NFC'), 'vi'));
  });

  it('is stricter about a loop that was still going on when the answer was cut', () => {
    const before =
      'Open the lid with a coin, look for the small wheel behind the spring, and push it down until you hear a click. If nothing moves, warm the metal with your hands for a minute, since cold grease holds it back. ';
    const sentence = 'Then you take the key and turn it to the left, ';
    const answer = `${before}${sentence}${sentence}${sentence.slice(0, 30)}`;
    expect(score(answer, 'en', 'stop')).toBeLessThan(0.5);
    expect(score(answer, 'en', 'length')).toBeGreaterThanOrEqual(0.5);
  });

  it('does not call an answer broken since it was cut, even inside a character', () => {
    const answer = 'ถ้าคุณเป็นห่วงน้องสาว ก็บอกเธอตรง ๆ แล้วถามว่าอยากคุยไห\uFFFD';
    const measured = measureDegeneration(answer, { language: 'th', finishReason: 'length' });
    expect(measured).toMatchObject({ cut: true });
    expect(measured.score).toBeLessThan(0.5);
  });

  it('lets an answer in another language than the question’s pass', () => {
    const english =
      'The sky looks blue since the air scatters short waves of light more than long ones, so that blue reaches us from all sides, while the red goes straight on and is seen in the evening.';
    expect(score(english, 'th')).toBeLessThan(0.5);
    expect(score('天空看起来是蓝色的，因为空气更容易散射波长较短的蓝光。'.repeat(1), 'hi')).toBeLessThan(0.5);
    expect(writingOf(english, 'th')).toMatchObject({ expected: 0, latin: 1 });
  });
});

describe('its parts', () => {
  it('words are parted by Unicode, without spaces too', () => {
    expect(wordsOf('It’s 3.5 km, isn’t it?', 'en')).toEqual(['It’s', '3.5', 'km', 'isn’t', 'it']);
    expect(wordsOf('我喜欢猫。', 'zh').length).toBeGreaterThan(1);
    expect(wordsOf('ฉันชอบแมว', 'th').length).toBeGreaterThan(1);
    expect(wordsOf('मैं किताबें पढ़ता हूँ', 'hi')).toHaveLength(4);
  });

  it('n-grams are counted', () => {
    // a b, b a, a b, b a: two of four
    expect(distinctGramShare(['a', 'b', 'a', 'b', 'a'], { gram: 2, fewest: 2 })).toBe(0.5);
    expect(distinctGramShare(['a'], { gram: 2, fewest: 1 })).toBeUndefined();
  });

  it('three-byte scripts do not look repetitive for their bytes', () => {
    const letters = Array.from({ length: 400 }, (_, i) => (i * i * 7 + i * 3) % 23);
    const latin = letters.map((letter) => String.fromCharCode(97 + letter)).join('');
    const bengali = letters.map((letter) => String.fromCharCode(0x0995 + letter)).join('');
    expect(compressionRatio(bengali)).toBe(compressionRatio(latin));
  });

  it('shares of scripts add up', () => {
    expect(writingOf('WhatsApp खोलिए', 'hi')).toEqual({ letters: 13, expected: 5 / 13, latin: 8 / 13 });
    expect(writingOf('日本語とabc', 'ja')).toEqual({ letters: 7, expected: 4 / 7, latin: 3 / 7 });
    expect(writingOf('123', 'en').letters).toBe(0);
  });

  it('salad is looked for in prose, not in code, tables or addresses', () => {
    const code = '```js\nconst myVariable = otherThing.doSomething();\n```';
    expect(measureSalad(`Do it so:\n${code}\nThat is all.`, 'en')).toMatchObject({ odd: 0, symbols: 0 });
    expect(measureSalad('| oneTwo | threeFour |\nhttps://example.org/fooBar?a=b', 'en')).toMatchObject({
      words: 0,
      symbols: 0,
    });
    expect(measureSalad('grapeTree Malкуб and so on', 'en').odd).toBe(0.4); // two of five
    // Chinese writes foreign words without a space, and that mixes no scripts
    expect(measureSalad('请打开Gmail和Google看看', 'zh').odd).toBe(0);
  });
});
