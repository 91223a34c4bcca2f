import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatSamples, mini } from '@msafeedit/dataset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudyData } from './openStudyData.js';
import { parseStudy } from './readStudy.js';
import type { StudyConfig } from './StudyConfig.js';
import { presetText } from './studyPresets.js';

const smoke = parseStudy(presetText('smoke'), 'study.yaml');
const configOf = (changes: Partial<StudyConfig>): StudyConfig => ({ ...smoke, ...changes });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'study-data-'));
  const data = join(folder, 'mini'); // as the samples that come with us are called
  mkdirSync(data);
  writeFileSync(join(data, 'en.json'), formatSamples(mini.en.slice(1, 3), 'json'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the data of a study', () => {
  it('are mini, or files in a folder that counts from the study’s', async () => {
    const ids = async (data: string): Promise<unknown> =>
      (await openStudyData(configOf({ data, languages: ['en'], samples: 'all' }), folder))
        .get('en')!
        .map(({ id }) => id);
    expect(await ids('mini')).toEqual(mini.en.map(({ id }) => id));
    expect(await ids('./mini')).toEqual(mini.en.slice(1, 3).map(({ id }) => id));
    expect(await ids(join(folder, 'mini'))).toEqual(await ids('./mini'));
  });

  it('name the languages and the samples that are not there, and where they were looked for', async () => {
    await expect(
      openStudyData(configOf({ data: './mini', languages: ['en', 'es', 'th'] }), folder),
    ).rejects.toThrow(
      `The data ${join(folder, 'mini')} has no samples in es, th: it needs a file <language>.json`,
    );
    await expect(
      openStudyData(configOf({ data: 'mini', languages: ['en'], samples: ['x'] }), folder),
    ).rejects.toThrow('The data mini lacks samples of these ids: en: x.');
  });
});
