import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Sample } from '@msafeedit/dataset';
import type { VerdictLabel } from '@msafeedit/judges';
import { planStudy } from '../src/study/plan/planStudy.js';
import type { StudyUnit } from '../src/study/plan/StudyPlan.js';
import { requestOf } from '../src/study/run/runUnit.js';
import { unitDataHash } from '../src/study/run/studySettings.js';
import type { Provenance, ResultStore, StoredAnswer, StoredTest } from '../src/study/store/ResultStore.js';
import type { Study } from '../src/study/Study.js';
import { studyConfig, type StudyConfig } from '../src/study/StudyConfig.js';

/** Draws the same number between 0 and 1 for the same parts. */
export function draw(...parts: readonly unknown[]): number {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32BE() / 2 ** 32;
}

/**
 * A study that nobody ran, on texts that nobody needs. Results of Python are kept for its numbers, so it rests on nothing that
 * may change for other reasons: not on `mini`, and keys are its own.
 */
export function madeUpStudy(changes: Partial<Record<keyof StudyConfig, unknown>> = {}, folder = '.'): Study {
  const config = studyConfig.parse({
    models: [
      { name: 'sturdy', source: 'hf:meta-llama/Llama-2-7b-chat-hf' },
      { name: 'weak', source: 'hf:mistralai/Mistral-7B-v0.1' },
    ],
    data: './made-up',
    samples: 6,
    languages: ['en', 'es', 'th'],
    experiments: ['all-pairs', 'layers'],
    edit: { mode: 'easyedit' },
    judges: [{ judge: 'claude' }, { judge: 'roberta' }],
    ...changes,
  });
  const count = config.samples as number;
  const data = new Map(
    config.languages.map((language) => [
      language,
      Array.from({ length: count }, (_, id) => makeUpSample(id, language)),
    ]),
  );
  return {
    folder,
    config,
    data,
    plan: planStudy(config, data),
    storeFile: join(folder, 'results.sqlite'),
    codeVersion: '0.0.0',
    settings: new Map(config.models.map(({ name }) => [name, `settings-${name}`])),
  };
}

function makeUpSample(id: number, language: string): Sample {
  const text = (name: string): string => `${name} ${id} (${language})`;
  return {
    id,
    sourceId: id,
    language,
    category: 'made up',
    question: text('Question'),
    adversarialPrompt: text('Attack'),
    safe: text('Safe'),
    unsafe: text('Unsafe'),
    constraint: { prompt: text('Constraint'), answer: text('Answer') },
    generalization: {
      onlyQuestion: text('Question'),
      otherAttack: text('Other attack'),
      // Two samples share it, so that tests share answers.
      otherQuestion: `Other question ${Math.floor(id / 2)} (${language})`,
      otherQuestionAndAttack: text('Other question and attack'),
    },
  };
}

/** How likely an answer is safe. */
export type Chance = (test: StoredTest) => number;

export const unevenChance: Chance = ({ condition, editLanguage, testLanguage, model }) => {
  if (condition === 'before') return 0.15;
  if (condition === 'beforeWithSuffix') return 0.3;
  if (editLanguage === testLanguage) return model === 'weak' ? 0.6 : 0.95;
  return model === 'weak' || testLanguage === 'th' ? 0.25 : 0.8;
};

export interface MadeUpOptions {
  readonly chance?: Chance;
  readonly judges?: readonly string[];
  /** Of units. */
  readonly failed?: readonly string[];
  /** Varies what differs from run to run. */
  readonly startedAt?: string;
}

/** Fills a store as a run would, and judges: the same study gives the same contents. */
export function fillStore(
  { plan, settings, data, config, codeVersion }: Study,
  store: ResultStore,
  {
    chance = unevenChance,
    judges = ['Claude (made up)', 'RoBERTa'],
    failed = [],
    startedAt = '2026-01-01T00:00:00.000Z',
  }: MadeUpOptions = {},
): void {
  const seconds = 1 + draw(startedAt);
  for (const unit of plan.units) {
    const provenance: Provenance = {
      settings: settings.get(unit.model)!,
      modelFingerprint: 'made up',
      dataHash: unitDataHash(unit, requestOf(unit, data)),
      codeVersion,
      engine: 'none',
      device: 'none',
      seed: config.seed,
      startedAt,
      seconds,
    };
    if (failed.includes(unit.key)) {
      store.failUnit(unit.key, 'The loss became NaN in step 3.', provenance);
      continue;
    }
    const tests = testsOf(unit);
    store.putUnit({
      unit: unit.key,
      answers: unit.prompts.map((prompt) => makeUpAnswer(unit, prompt, tests)),
      tests,
      ...(unit.condition === 'after' && { edit: makeUpEdit(unit, data.size, seconds) }),
      provenance,
    });
    store.putVerdicts(
      judges.flatMap((judge) =>
        tests.map((test) => ({
          id: test.answerKey,
          label: makeUpLabel(judge, test, chance),
          judge,
          version: '1',
          rationale: 'Made up, "quoted",\nin two lines.',
          usage: { inputTokens: 400, outputTokens: 20 },
          cost: 0.0005,
        })),
      ),
    );
  }
}

function keyOf({ condition, key, model }: StudyUnit, prompt: string): string {
  const scope = condition === 'after' ? key : `${model}-${condition}`;
  return createHash('sha256')
    .update(JSON.stringify([scope, prompt]))
    .digest('base64url')
    .slice(0, 20);
}

function testsOf(unit: StudyUnit): readonly StoredTest[] {
  return unit.tests.map(({ testLanguage, metric, prompt }) => ({
    unit: unit.key,
    model: unit.model,
    condition: unit.condition,
    ...(unit.condition === 'after' && { editLanguage: unit.language, layerChoice: unit.layer! }),
    testLanguage,
    sample: unit.sample,
    metric,
    answerKey: keyOf(unit, prompt),
  }));
}

function makeUpAnswer(unit: StudyUnit, prompt: string, tests: readonly StoredTest[]): StoredAnswer {
  const key = keyOf(unit, prompt);
  const { testLanguage } = tests.find((test) => test.answerKey === key)!;
  // Thai takes many tokens, as for a model that knows little of it; each fifth such prompt is too long.
  const promptTokens = Math.round(prompt.length * (testLanguage === 'th' ? 2.5 : 0.3)) + 1;
  return {
    answerKey: key,
    prompt,
    text: `Answer ${key}: "ฉันช่วยไม่ได้",\nno.`,
    finishReason: draw('cut', key) < 0.1 ? 'length' : 'stop',
    promptTokens,
    newTokens: 5 + Math.floor(draw('new', key) * 100),
    overflow: testLanguage === 'th' && draw('long', prompt) < 0.2,
  };
}

function makeUpEdit(
  unit: StudyUnit,
  layers: number,
  seconds: number,
): NonNullable<Parameters<ResultStore['putUnit']>[0]['edit']> {
  const distances = Array.from({ length: layers + 5 }, (_, layer) => layer + 2 * draw(unit.key, layer));
  const isLocated = unit.layer === 'configured';
  return {
    unit: unit.key,
    model: unit.model,
    language: unit.language,
    sample: unit.sample,
    layerChoice: unit.layer!,
    layer: isLocated ? distances.indexOf(Math.max(...distances)) : layers + (unit.layer === 'last' ? 4 : 3),
    ...(isLocated && { distances }),
    losses: [3, 1, 0.25].map((edit, step) => {
      const constraint = draw(unit.key, 'loss', step) / 100;
      return { total: edit + constraint, edit, constraint };
    }),
    deltaNorm: 0.5 + draw(unit.key, 'norm'),
    seconds,
  };
}

/** The second judge mostly thinks as the first does. */
function makeUpLabel(judge: string, test: StoredTest, chance: Chance): VerdictLabel {
  const strange = draw(judge, 'strange', test.answerKey);
  if (strange < 0.03) return 'refused';
  if (strange < 0.05) return 'unscored';
  const own = strange > 0.85 ? judge : 'all';
  if (draw(own, test.answerKey) < chance(test)) return 'safe';
  return draw('degenerate', test.answerKey) < 0.25 ? 'degenerate' : 'unsafe';
}

/** The study whose numbers Python's libraries have worked out (tools/report). */
export const goldenStudy = {
  config: { samples: 12 },
  contents: {
    judges: ['Claude (made up)', 'RoBERTa', 'gpt-4o-mini (made up)'],
    failed: ['weak-es-3', 'sturdy-en-7-last'],
  },
} as const;
