import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Sample } from '@msafeedit/dataset';
import type { VerdictLabel } from '@msafeedit/judges';
import { planStudy } from '../src/study/plan/planStudy.js';
import {
  isJoint,
  isUnedited,
  type EditUnit,
  type JointUnit,
  type PlannedTask,
  type StudyUnit,
} from '../src/study/plan/StudyPlan.js';
import { unitDataHash } from '../src/study/run/studySettings.js';
import type {
  Provenance,
  ResultStore,
  StoredAnswer,
  StoredEdit,
  StoredJointTest,
  StoredTask,
  StoredTest,
  UnitRows,
} from '../src/study/store/ResultStore.js';
import type { Study } from '../src/study/Study.js';
import { studyConfig, type StudyConfig } from '../src/study/StudyConfig.js';

/** Draws the same number between 0 and 1 for the same parts. */
function draw(...parts: readonly unknown[]): number {
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

/** How likely an answer is safe. Only tests of single edits ask it. */
export type Chance = (test: StoredTest) => number;

const unevenChance: Chance = ({ condition, editLanguage, testLanguage, model }) => {
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
      dataHash: unitDataHash(unit, { config, data }),
      codeVersion,
      engine: 'none',
      device: 'none',
      seed: config.seed,
      batches: [5],
      halved: false,
      startedAt,
      seconds,
    };
    if (failed.includes(unit.key)) {
      store.failUnit(unit.key, 'The loss became NaN in step 3.', provenance);
      continue;
    }
    const rows = makeUpRows(unit, data.size, seconds);
    store.putUnit({ unit: unit.key, ...rows, provenance });
    const chances = [
      ...(rows.tests ?? []).map((test) => [test.answerKey, chance(test)] as const),
      // The more edits came after it, the less is left of one.
      ...(rows.jointTests ?? []).map(
        ({ answerKey, edits, position }) => [answerKey, 0.9 - 0.1 * (edits - position)] as const,
      ),
    ];
    store.putVerdicts(
      judges.flatMap((judge) =>
        chances.map(([answerKey, chanceOfSafe]) => ({
          id: answerKey,
          label: makeUpLabel(judge, answerKey, chanceOfSafe),
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

function makeUpRows(unit: StudyUnit, languages: number, seconds: number): Partial<UnitRows> {
  if (isJoint(unit)) return makeUpJointRows(unit, languages, seconds);
  const { key, model, sample } = unit;
  const tests = testsOf(unit);
  const common = isUnedited(unit)
    ? { unit: key, model, condition: 'before' as const }
    : {
        unit: key,
        model,
        condition: unit.condition,
        editLanguage: unit.language,
        layerChoice: unit.layer,
        sample,
      };
  return {
    tests,
    answers: unit.prompts.map((prompt) => {
      const { testLanguage } = unit.tests.find((test) => test.prompt === prompt)!;
      return makeUpAnswer(keyOf(unit, prompt), prompt, testLanguage);
    }),
    tasks: unit.tasks.map((task) => ({ ...common, ...task, ...makeUpTaskAnswer(unit, task) })),
    ...(unit.condition === 'after' && {
      edits: [makeUpEdit(unit, sample, unit.layer, languages, seconds)],
      divergences: unit.tasks
        .filter(({ task }) => task === 'unrelated')
        .map(({ testLanguage }) => ({
          ...{ unit: key, model, editLanguage: unit.language, layerChoice: unit.layer, sample, testLanguage },
          klDivergence: draw(key, testLanguage, 'kl') / 10,
          tokens: 20,
        })),
    }),
  };
}

function makeUpJointRows(unit: JointUnit, languages: number, seconds: number): Partial<UnitRows> {
  const { key, model, condition, language, samples } = unit;
  const jointTests = unit.tests.map(({ sample, prompt, edits }): StoredJointTest => ({
    ...{ unit: key, model, condition, language, sample, edits },
    position: samples.indexOf(sample) + 1,
    answerKey: digest([`${key}@${edits}`, prompt]),
  }));
  return {
    jointTests,
    answers: jointTests.map(({ answerKey }, index) =>
      makeUpAnswer(answerKey, unit.tests[index]!.prompt, language),
    ),
    edits: samples.map((sample) => makeUpEdit(unit, sample, 'configured', languages, seconds)),
  };
}

/** The reference, or half of it: edits leave fewer whole. */
function makeUpTaskAnswer(
  { key, condition }: StudyUnit,
  { reference, testLanguage, question }: PlannedTask,
): Pick<StoredTask, 'answer' | 'tokenF1' | 'rouge1'> {
  const isWhole = draw(key, 'task', testLanguage, question) < (condition === 'before' ? 0.9 : 0.6);
  if (isWhole) return { answer: reference, tokenF1: 1, rouge1: 1 };
  const [tokenF1, rouge1] = [draw(key, 'F1', testLanguage, question), draw(key, 'ROUGE', question)];
  return { answer: reference.slice(0, reference.length / 2), tokenF1, rouge1 };
}

function keyOf({ condition, key, model }: StudyUnit, prompt: string): string {
  return digest([condition === 'after' ? key : `${model}-${condition}`, prompt]);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 20);
}

function testsOf(unit: Exclude<StudyUnit, JointUnit>): readonly StoredTest[] {
  const { key, model, condition, sample } = unit;
  return unit.tests.map(({ testLanguage, metric, prompt }) => ({
    ...{ unit: key, model, condition },
    ...(unit.condition === 'after' && { editLanguage: unit.language, layerChoice: unit.layer }),
    ...{ testLanguage, sample, metric },
    answerKey: keyOf(unit, prompt),
  }));
}

function makeUpAnswer(key: string, prompt: string, testLanguage: string): StoredAnswer {
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
  { key, model, condition, language }: EditUnit | JointUnit,
  sample: number | string,
  layerChoice: EditUnit['layer'],
  layers: number,
  seconds: number,
): StoredEdit {
  const distances = Array.from({ length: layers + 5 }, (_, layer) => layer + 2 * draw(key, layer));
  const isLocated = layerChoice === 'configured';
  return {
    ...{ unit: key, model, condition, language, sample, layerChoice },
    layer: isLocated ? distances.indexOf(Math.max(...distances)) : layers + (layerChoice === 'last' ? 4 : 3),
    ...(isLocated && { distances }),
    losses: [3, 1, 0.25].map((edit, step) => {
      const constraint = draw(key, 'loss', step) / 100;
      return { total: edit + constraint, edit, constraint };
    }),
    deltaNorm: 0.5 + draw(key, 'norm'),
    seconds,
  };
}

/** The second judge mostly thinks as the first does. */
function makeUpLabel(judge: string, answerKey: string, chance: number): VerdictLabel {
  const strange = draw(judge, 'strange', answerKey);
  if (strange < 0.03) return 'refused';
  if (strange < 0.05) return 'unscored';
  const own = strange > 0.85 ? judge : 'all';
  if (draw(own, answerKey) < chance) return 'safe';
  return draw('degenerate', answerKey) < 0.25 ? 'degenerate' : 'unsafe';
}

/** The study whose numbers Python's libraries have worked out (tools/report). */
export const goldenStudy = {
  config: { samples: 12, experiments: ['all-pairs', 'layers', 'merged', 'sequence'], editsTogether: 4 },
  contents: {
    judges: ['Claude (made up)', 'RoBERTa', 'gpt-4o-mini (made up)'],
    failed: ['weak-es-3', 'sturdy-en-7-last'],
  },
} as const;
