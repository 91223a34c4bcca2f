import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mini } from '../mini/mini.js';
import { translateDataset } from '../pipeline/translateDataset.js';
import { chrF } from '../quality/chrF.js';
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

  it('translates the mini set: badly, as people see and these checks do not', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'apertium-'));
    const [result] = await collect(translateDataset(mini.en, { languages: ['es'], translator, cache }));
    rmSync(cache, { recursive: true });
    const { samples, untranslated, findings } = result!;
    expect(untranslated).toEqual([]);
    const similarity = mean(
      samples.flatMap((sample, index) => {
        const references = new Map(sampleTexts(mini.es[index]!));
        return sampleTexts(sample).map(([field, text]) => chrF(text, references.get(field)!));
      }),
    );
    console.log(
      `Apertium: ${findings.length} findings in 120 texts, chrF ${similarity.toFixed(1)} to our own translation`,
    );
    // It reads as Spanish, of the right length, with all numbers and lines; that "we play" became "we touch" shows in
    // the distance to a translation by people, where two good ones would share more.
    expect(findings).toEqual([]);
    expect(similarity).toBeGreaterThan(45);
    expect(similarity).toBeLessThan(65);
  }, 600_000);

  it('says that it does not know a pair', async () => {
    await expect(translator.translate(['x'], { from: 'en', to: 'th' })).rejects.toMatchObject({
      code: 'program',
      message: expect.stringContaining('eng-tha') as string,
    });
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
