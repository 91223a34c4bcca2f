import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { mini } from '../mini/mini.js';
import { sampleTexts } from '../sampleFields.js';
import { createCommandTranslator } from './createCommandTranslator.js';

describe('Apertium', () => {
  beforeAll(() => {
    const { error, stdout } = spawnSync('apertium', ['-l'], { encoding: 'utf8' });
    if (error || !/^\s*eng-spa$/m.test(stdout))
      throw new Error(
        'This test translates with a real program, Apertium from English into Spanish. Please install it: apt-get install apertium apertium-eng-spa',
      );
  });

  const translator = createCommandTranslator({ command: 'apertium -u {from3}-{to3}' });
  const pair = { from: 'en', to: 'es' };

  it('keeps paragraphs and lists', async () => {
    const text = 'First, close the door.\n\n1. The red house.\n2. The 12 green houses.\n';
    const [translation] = await translator.translate([text], pair);
    expect(translation).toEqual({
      text: expect.stringMatching(/^Primero, .*puerta\.\n\n1\. .*roja\.\n2\. .*12 .*verdes\.\n$/) as string,
    });
  });

  it('translates the mini set', async () => {
    const sources = mini.en.flatMap((sample) => sampleTexts(sample).map(([, text]) => text));
    const distinct = [...new Set(sources)];
    const translations = await translator.translate(distinct, pair);
    expect(translations).toHaveLength(distinct.length);
    for (const [index, translation] of translations.entries()) {
      const source = distinct[index]!;
      const text = 'text' in translation ? translation.text : '';
      expect(text).not.toBe(source);
      const ratio = text.length / source.length;
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.6);
    }
  }, 300_000);

  it('says that it does not know a pair', async () => {
    await expect(translator.translate(['x'], { from: 'en', to: 'th' })).rejects.toMatchObject({
      code: 'program',
      message: expect.stringContaining('eng-tha') as string,
    });
  });
});
