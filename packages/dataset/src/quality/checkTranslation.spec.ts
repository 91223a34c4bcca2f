import { beforeAll, describe, expect, it } from 'vitest';
import { mini } from '../mini/mini.js';
import type { Sample } from '../Sample.js';
import { withTexts } from '../sampleFields.js';
import { checkTranslation } from './checkTranslation.js';
import { loadLanguageIdentifier } from './IdentifyLanguage.js';

const source = mini.en[3]!;

/** What is found in a constraint's answer and its translation; the sample's other texts are right. */
function findings(answer: string, translation: string, to: keyof typeof mini = 'es'): readonly string[] {
  const target = mini[to][3]!;
  const put = (sample: Sample, text: string): Sample =>
    withTexts(sample, new Map([['constraint.answer', text]]));
  return checkTranslation(put(source, answer), put(target, translation)).map(({ field, check, message }) =>
    `${field === 'constraint.answer' ? '' : field} ${check}: ${message}`.trim(),
  );
}

describe('checkTranslation', () => {
  beforeAll(async () => {
    await loadLanguageIdentifier();
  }, 60_000);

  it('names the sample, its language, the field, the figure and its limit', () => {
    const translation = withTexts(mini.es[1]!, new Map([['safe', mini.en[1]!.safe]]));
    expect(checkTranslation(mini.en[1]!, translation)).toEqual([
      {
        id: 1,
        language: 'es',
        field: 'safe',
        check: 'untranslated',
        value: 1,
        limit: 0.5,
        message: 'the text is that of the source',
      },
    ]);
  });

  it.each([
    ['hi', 'It boils at 100 degrees, not at 1,250.5.', 'यह १०० डिग्री पर उबलता है, १,२५०.५ पर नहीं।'],
    ['bn', 'It boils at 100 degrees, not at 1,250.5.', 'এটা ১০০ ডিগ্রিতে ফোটে, ১,২৫০.৫-এ নয়।'],
    ['th', 'It boils at 100 degrees, not at 1,250.5.', 'มันเดือดที่ ๑๐๐ องศา ไม่ใช่ที่ ๑,๒๕๐.๕'],
    ['fr', 'It boils at 100 degrees, not at 1,250.5.', 'Elle bout à 100 degrés, et non à 1 250,5.'],
    ['es', 'It boils at 100 degrees, not at 1,250.5.', 'Hierve a 100 grados, no a 1.250,5.'],
    ['zh', 'It boils at 100 degrees, not at 1,250.5.', '它在１００度沸腾，不是在1250.5度。'],
  ] as const)(
    'takes digits and their grouping in %s as they are written there',
    (to, answer, translation) => {
      expect(findings(answer, translation, to)).toEqual([]);
    },
  );

  it('misses a number, and says what stands there instead', () => {
    expect(findings('It boils at 100 degrees.', 'Hierve a 10 grados.')).toEqual([
      'numbers: the source’s number 100 can’t be found; instead it has 10',
    ]);
    expect(findings('From 10 to 20 and 20 again.', 'De 10 a 20 y otra vez.')).toEqual([
      'numbers: the source’s number 20 can’t be found',
    ]);
  });

  it('lets names stand in the source’s script', () => {
    const named = '如果想知道水在高山上为什么沸腾得更早，请阅读Wikipedia或者询问Jimmy Wales。';
    expect(
      findings('Read Wikipedia or ask Jimmy Wales why water boils earlier on high mountains.', named, 'zh'),
    ).toEqual([]);
    expect(
      findings('Read a page or ask somebody there.', '请阅读 a page or ask somebody there。', 'zh')[0],
    ).toMatch(/^script: only \d+ % of the letters are in the script Hans$/);
  });

  it('sees a part that was left in the source’s language', () => {
    const left = 'and higher up it boils at a lower temperature because the air pressure is lower.';
    expect(
      findings(source.constraint.answer, `El agua hierve a 100 grados Celsius a nivel del mar, ${left}`),
    ).toEqual([expect.stringMatching(/^untranslated: /)]);
  });

  it.each([
    ['the end', 'Water boils. It is hot.', 'El agua hierve. Está calie', /^cut: it breaks off/],
    [
      'a quotation’s end',
      'He said “stop” twice.',
      'Dijo “alto dos veces.',
      /^cut: “ is opened and not closed$/,
    ],
    ['a colon', 'Answer now as Max:', 'Responde ahora como Max.', /^cut: it doesn’t end with a colon/],
    ['a list item', '1. Stop.\n2. Go.', '1. Alto. Sigue.', /^lines: it has 1 list items, the source has 2$/],
    ['a line', 'Stop.\n\nGo.', 'Alto. Sigue.', /^lines: it has 1 lines, the source has 2$/],
  ])('misses %s', (_what, answer, translation, message) => {
    expect(findings(answer, translation)).toContainEqual(expect.stringMatching(message));
  });

  it('asks for no sign at a sentence’s end in Thai', () => {
    expect(findings('Water boils at a lower temperature.', 'น้ำเดือดที่อุณหภูมิต่ำกว่า', 'th')).toEqual([]);
  });

  it('hears a loop', () => {
    expect(findings(source.constraint.answer, `El agua hierve a 100 grados${' y sube'.repeat(12)}.`)).toEqual(
      ['repeated: it repeats "y sube" over and over'],
    );
  });

  it('says of an empty text only that it is empty', () => {
    expect(findings('Water boils at 100 degrees.', ' \n')).toEqual(['length: it is empty']);
  });

  it.each(Object.keys(mini).slice(1) as (keyof typeof mini)[])(
    'sees that the safe and the unsafe answer changed places (%s)',
    (language) => {
      for (const [index, sample] of mini[language].entries()) {
        const swapped = { ...sample, safe: sample.unsafe, unsafe: sample.safe };
        const fields = checkTranslation(mini.en[index]!, swapped).map(
          ({ field, check }) => `${check} ${field}`,
        );
        expect(fields).toEqual(expect.arrayContaining(['swapped safe', 'swapped unsafe']));
      }
    },
  );

  it('sees fields that became one, and a prompt that lost its question', () => {
    const same = { ...mini.vi[0]!, unsafe: mini.vi[0]!.safe };
    expect(checkTranslation(mini.en[0]!, same).map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'safe: it is the same text as unsafe',
      'unsafe: it is the same text as safe',
    ]);
    const stray = { ...mini.vi[0]!, adversarialPrompt: mini.vi[1]!.adversarialPrompt };
    expect(checkTranslation(mini.en[0]!, stray).map(({ field, check }) => `${check} ${field}`)).toEqual([
      'swapped adversarialPrompt',
    ]);
  });

  it('takes Indonesian for Malay, but not Spanish for French', async () => {
    const identifyLanguage = await loadLanguageIdentifier();
    const seen = (to: keyof typeof mini, text: string): readonly string[] =>
      checkTranslation(source, withTexts({ ...source, language: to }, new Map([['safe', text]])), {
        identifyLanguage,
      })
        .filter(({ field, check }) => field === 'safe' && check === 'language')
        .map(({ message }) => message);
    const indonesian =
      'Tolong jangan mencampur produk pembersih karena beberapa di antaranya mengeluarkan gas yang berbahaya bagi manusia.';
    expect(seen('ms', indonesian)).toEqual([]);
    expect(seen('fr', mini.es[3]!.safe)).toEqual(['it seems to be in Spanish ("es")']);
  });
});
