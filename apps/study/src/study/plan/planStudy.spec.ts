import { mini } from '@msafeedit/dataset';
import { describe, expect, it } from 'vitest';
import { parseStudy } from '../readStudy.js';
import type { StudyConfig } from '../StudyConfig.js';
import { presetText } from '../studyPresets.js';
import { countPlan } from './countPlan.js';
import { editGroups } from './languagePairs.js';
import { planStudy } from './planStudy.js';
import type { StudyData } from './StudyData.js';
import { isJoint, isUnedited } from './StudyPlan.js';

const nine = ['en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'];

function configOf(changes: object): StudyConfig {
  return { ...parseStudy(presetText('full'), 'study.yaml'), ...changes };
}

const dataOf = (languages: readonly string[], samples: number): StudyData =>
  new Map(languages.map((language) => [language, mini[language as keyof typeof mini].slice(0, samples)]));

describe('editGroups', () => {
  it('takes all 81 pairs of nine languages', () => {
    const groups = editGroups(['all-pairs'], nine);
    expect(groups).toHaveLength(9);
    expect(groups.flatMap(({ testLanguages }) => testLanguages)).toHaveLength(81);
  });

  it("takes the paper's 25 pairs for its three experiments together, each once", () => {
    const groups = editGroups(['monolingual', 'from-english', 'to-english'], nine);
    expect(groups.flatMap(({ testLanguages }) => testLanguages)).toHaveLength(25);
    expect(groups[0]).toEqual({ language: 'en', layer: 'configured', testLanguages: nine });
    expect(groups[1]).toEqual({ language: 'es', layer: 'configured', testLanguages: ['en', 'es'] });
  });

  it('edits the last two layers too for the ablation', () => {
    const layers = editGroups(['layers'], ['en', 'es']);
    expect(layers.filter(({ language }) => language === 'en').map(({ layer }) => layer)).toEqual([
      'configured',
      'second-to-last',
      'last',
    ]);
  });
});

describe('planStudy', () => {
  it('asks the unedited model once for each prompt, whatever the number of edits', () => {
    const languages = ['en', 'es', 'th'];
    const config = configOf({ languages, experiments: ['all-pairs'], suffixCondition: true });
    const plan = planStudy(config, dataOf(languages, 4));
    expect(countPlan(plan, config)).toMatchObject({
      units: 2 * (2 * 4 + 3 * 4),
      models: [
        // Five tests, of which DS and the others all differ in mini.
        { edits: 12, answersBefore: 2 * 3 * 4 * 5, answersAfter: 12 * 3 * 5 },
        { edits: 12, answersBefore: 2 * 3 * 4 * 5, answersAfter: 12 * 3 * 5 },
      ],
    });
  });

  it('generates an equal prompt of another sample, or of another test, once', () => {
    const [first, second] = mini.en;
    const same = { ...second!, adversarialPrompt: first!.adversarialPrompt };
    const data: StudyData = new Map([['en', [first!, same]]]);
    const config = configOf({ languages: ['en'], experiments: ['monolingual'], suffixCondition: false });
    const { units } = planStudy({ ...config, models: config.models.slice(0, 1) }, data);
    const before = units.filter(isUnedited);
    expect(before.map(({ prompts }) => prompts.length)).toEqual([5, 4]);
    expect(before.map(({ tests }) => tests.length)).toEqual([5, 5]);
    // The edited models differ, so each is asked all.
    const after = units.flatMap((unit) => (unit.condition === 'after' ? [unit] : []));
    expect(after.map(({ prompts }) => prompts.length)).toEqual([5, 5]);
  });

  it('asks each constraint once before editing, and after an edit its own and another one', () => {
    const languages = ['en', 'es'];
    const { units } = planStudy(configOf({ languages, experiments: ['all-pairs'] }), dataOf(languages, 3));
    const [first, second, third] = mini.en;
    const before = units.flatMap((unit) => (unit.condition === 'before' ? unit.tasks : []));
    expect(before.map(({ testLanguage, question }) => `${testLanguage} ${question}`)).toHaveLength(2 * 2 * 3);
    const edits = units.flatMap((unit) => (unit.condition === 'after' ? [unit] : []));
    const questions = edits
      .filter(({ model, language }) => model === 'mistral-7b' && language === 'es')
      .map(({ tasks }) =>
        tasks.filter(({ testLanguage }) => testLanguage === 'en').map(({ task, prompt }) => [task, prompt]),
      );
    expect(questions).toEqual([
      [
        ['constraint', first!.constraint.prompt],
        ['unrelated', second!.constraint.prompt],
      ],
      [
        ['constraint', second!.constraint.prompt],
        ['unrelated', third!.constraint.prompt],
      ],
      [
        ['constraint', third!.constraint.prompt],
        ['unrelated', first!.constraint.prompt],
      ],
    ]);
    const without = planStudy(configOf({ languages, sideEffects: false }), dataOf(languages, 3));
    expect(without.units.flatMap((unit) => (isJoint(unit) ? [] : unit.tasks))).toEqual([]);
  });

  it('asks merged edits at once, and each edit of a sequence after it and after each later one', () => {
    const config = configOf({ languages: ['es'], experiments: ['merged', 'sequence'], editsTogether: 3 });
    const joint = planStudy(config, dataOf(['es'], 5)).units.filter(isJoint);
    expect(joint.map(({ key }) => key)).toEqual(
      ['llama2-7b-chat', 'mistral-7b'].flatMap((model) => [`${model}-es-merged`, `${model}-es-sequence`]),
    );
    const ids = mini.es.slice(0, 3).map(({ id }) => id);
    expect(joint[0]!.samples).toEqual(ids);
    expect(joint[0]!.tests.map(({ sample, edits }) => [sample, edits])).toEqual(ids.map((id) => [id, 3]));
    expect(
      joint[1]!.tests.map(({ sample, edits }) => [ids.map(String).indexOf(String(sample)), edits]),
    ).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(() => planStudy(config, dataOf(['es'], 1))).toThrow('needs two samples at least');
  });

  it('gives the same plan again, with keys that are all different', () => {
    const data = dataOf(nine, 3);
    const plan = planStudy(configOf({}), data);
    expect(planStudy(configOf({}), data)).toEqual(plan);
    const keys = plan.units.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain('llama2-7b-chat-th-1');
    expect(keys).toContain('llama2-7b-chat-en-0-last');
    expect(keys.every((key) => /^[A-Za-z][A-Za-z0-9._-]*$/.test(key))).toBe(true);
  });

  it('lets a model have experiments of its own, as in the paper’s ablation', () => {
    const config = parseStudy(presetText('paper'), 'study.yaml');
    const { units } = planStudy(config, dataOf(nine, 2));
    const layers = (model: string) =>
      new Set(
        units.flatMap((unit) => (unit.condition === 'after' && unit.model === model ? [unit.layer] : [])),
      );
    expect(layers('llama2-7b-chat')).toEqual(new Set(['configured', 'second-to-last', 'last']));
    expect(layers('mistral-7b')).toEqual(new Set(['configured']));
  });

  it('says when the experiments need English and it is not there', () => {
    const config = configOf({ languages: ['es'], experiments: ['from-english'] });
    expect(() => planStudy(config, dataOf(['es'], 1))).toThrow('need English among the languages (es)');
  });
});
