import type { DinmOptions } from '@msafeedit/dinm';
import type { Context } from '../../Context.js';
import { loadModel } from '../../openModel.js';
import { promptFormat } from '../run/askPrompts.js';
import { dinmOptions } from '../run/dinmOptions.js';
import { modelSource } from '../run/modelSource.js';
import { requestsOf } from '../run/UnitContext.js';
import { answerCount, editCount } from './countPlan.js';
import type { Study } from '../Study.js';
import { isUnedited, promptsOf, type StudyUnit } from './StudyPlan.js';

/** What one model's part of a study takes on this machine, by a short trial of it. */
export interface Calibration {
  readonly model: string;
  readonly secondsPerEdit: number;
  /** For an answer of all new tokens, in a batch as the study has them. */
  readonly secondsPerAnswer: number;
  /** At most, since answers may end early. */
  readonly seconds: number;
  /** The process's memory after the trial, in bytes; larger batches than the trial's take more. */
  readonly memory: number;
  /** Bytes of results, by the trial's answers. */
  readonly disk: number;
}

const trialPrompts = 10;
const shortAnswer = 4;
const longAnswer = 20;
const trialSteps = 2;

/**
 * Loads each model of a study, makes a short edit and a few short answers of its first units, and multiplies.
 * @throws what loading, editing or generating throws
 */
export async function calibrate(study: Study, context: Context): Promise<readonly Calibration[]> {
  const calibrations: Calibration[] = [];
  for (const studyModel of study.config.models) {
    const units = study.plan.units.filter(({ model }) => model === studyModel.name);
    const model = await loadModel(modelSource(studyModel.source, study.folder), study.config, context);
    try {
      context.progress.update({ step: `Try ${studyModel.name}` });
      const edits = units.filter((unit) => !isUnedited(unit));
      const options = dinmOptions({ config: study.config, studyModel });
      const { dinm, dinmSettings } = await import('@msafeedit/dinm');
      const { steps } = dinmSettings(options, model.preferredFormat);
      const trial = async (count: number): Promise<number> =>
        await secondsOf(async () => {
          const [request] = requestsOf(edits[0]!, study.data);
          const layer = { layer: Math.floor(model.config.layers / 2) };
          const trialOptions: DinmOptions = { ...options, ...layer, steps: count, signal: context.signal };
          await dinm(model, request!, trialOptions);
        });
      // The first run of each kind prepares the engine, which happens once a study.
      await trial(1);
      const [one, several] = [await trial(1), await trial(1 + trialSteps)];
      const secondsPerEdit = one + Math.max(0, (several - one) / trialSteps) * (steps - 1);

      const prompts = somePrompts(edits, trialPrompts);
      const { maxNewTokens, overflow } = study.config.generation;
      let characters = 0;
      const ask = async (newTokens: number): Promise<number> =>
        await secondsOf(async () => {
          const answers = await model.generate(prompts, {
            maxNewTokens: newTokens,
            format: promptFormat(study.config, model),
            overflow,
            signal: context.signal,
          });
          characters = answers.reduce((sum, { prompt, text }) => sum + prompt.length + text.length, 0);
        });
      await ask(shortAnswer);
      const [short, long] = [await ask(shortAnswer), await ask(longAnswer)];
      const perToken = Math.max(0, long - short) / (longAnswer - shortAnswer);
      const secondsPerAnswer = (short + perToken * (maxNewTokens - shortAnswer)) / prompts.length;

      const answers = units.reduce((sum, unit) => sum + answerCount(unit), 0);
      const editsOfAll = units.reduce((sum, unit) => sum + editCount(unit), 0);
      calibrations.push({
        model: studyModel.name,
        secondsPerEdit,
        secondsPerAnswer,
        seconds: editsOfAll * secondsPerEdit + answers * secondsPerAnswer,
        memory: process.memoryUsage.rss(),
        // Texts are UTF-8, of up to three bytes a character in the study's scripts, and a token is about four characters.
        disk: Math.ceil(answers * ((characters / prompts.length) * 2 + maxNewTokens * 4 + 400)),
      });
    } finally {
      model.dispose();
      context.progress.clear();
    }
  }
  return calibrations;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Some of the edits' prompts, spread over their lengths. */
function somePrompts(edits: readonly StudyUnit[], count: number): readonly string[] {
  const all = [...new Set(edits.flatMap(promptsOf))].sort((a, b) => a.length - b.length);
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.floor(index * step)]!);
}
