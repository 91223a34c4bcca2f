import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseStudy } from './readStudy.js';
import { studyConfig } from './StudyConfig.js';
import { presetText, studyPresetNames } from './studyPresets.js';

const failure = (text: string): string => {
  try {
    parseStudy(text, 'study.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

describe.each(studyPresetNames)('the preset %s', (name) => {
  it('is a study, and names every key of one', () => {
    const text = presetText(name);
    expect(parseStudy(text, 'study.yaml').models.length).toBeGreaterThan(0);
    for (const key of Object.keys(studyConfig.shape)) expect(text).toMatch(RegExp(`^(# )?${key}:`, 'm'));
  });
});

it('knows the paper’s conditions', () => {
  const { edit, generation, models, languages } = parseStudy(presetText('paper'), 'study.yaml');
  expect(edit).toEqual({ mode: 'easyedit', layer: 'locate', strategy: 'easyedit', relocate: 'first' });
  expect(generation).toEqual({
    format: 'raw',
    maxNewTokens: 600,
    sampling: 'model',
    overflow: 'extrapolate',
    stopRepeating: false,
  });
  expect(models.map(({ preset }) => preset)).toEqual(['llama2-7b-chat', 'mistral-7b']);
  expect(languages).toHaveLength(9);
});

describe('parseStudy', () => {
  const study = parse(presetText('demo')) as Record<string, unknown>;
  const changed = (changes: object): string => failure(JSON.stringify({ ...study, ...changes }));

  it('names an unknown key, the one that was meant, and all problems at once', () => {
    const message = changed({ langauges: ['en'], samples: 0, edit: { setps: 3 } });
    expect(message).toContain('there is no key "langauges"; did you mean "languages"?');
    expect(message).toContain('edit: there is no key "setps"; did you mean "steps"?');
    expect(message).toMatch(/samples: /);
    expect(message.split('\n')).toHaveLength(4);
  });

  it.each([
    [{ languages: ['en', 'en'] }, 'languages: holds "en" twice'],
    [{ models: [{ name: '1', source: 'x' }] }, 'models.0.name: must begin with a letter'],
    [{ experiments: ['all'] }, 'experiments.0: '],
    [{ languages: [] }, 'languages: '],
    [{ models: undefined }, 'models: is missing'],
  ])('%j is refused', (changes, problem) => {
    expect(changed(changes)).toContain(problem);
  });

  it('says where a text stops being YAML', () => {
    expect(failure('models: [\n  - x')).toMatch(/^study\.yaml is not YAML: .*line/);
  });
});
