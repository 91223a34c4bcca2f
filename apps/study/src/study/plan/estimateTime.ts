import {
  answerIds,
  batchBudget,
  cardSpeeds,
  loadModelConfig,
  loadTokenizer,
  modelCost,
  modelMemory,
  promptIds,
  type CardName,
  type WeightDType,
} from '@msafeedit/runtime';
import type { Context } from '../../Context.js';
import { resolveModel } from '../../openModel.js';
import { promptFormat } from '../run/askPrompts.js';
import { dinmOptions, suffixAfter } from '../run/dinmOptions.js';
import { modelSource } from '../run/modelSource.js';
import { requestsOf } from '../run/UnitContext.js';
import type { Study } from '../Study.js';
import { isUnedited, promptsOf } from './StudyPlan.js';

/** Seconds that one model's part of a study takes on a card, by the cost model; answers in their full length. */
export interface TimeEstimate {
  readonly model: string;
  readonly card: CardName;
  readonly dtype: WeightDType;
  readonly editing: number;
  readonly reading: number;
  readonly writing: number;
  readonly seconds: number;
}

const dtypes: readonly WeightDType[] = ['float32', 'bfloat16'];

/**
 * Counts the tokens of all that a study asks. Of a model on the hub its configuration and tokenizer are fetched, no weights.
 * @throws what loading a tokenizer throws
 */
export async function estimateTime(
  study: Study,
  card: CardName,
  context: Context,
): Promise<readonly TimeEstimate[]> {
  const estimates: TimeEstimate[] = [];
  for (const studyModel of study.config.models) {
    const source = modelSource(studyModel.source, study.folder);
    const path = await resolveModel(source, context, 'tokenizer');
    const [config, tokenizer] = await Promise.all([loadModelConfig(path), loadTokenizer(path)]);
    const units = study.plan.units.filter(({ model }) => model === studyModel.name);
    const { dinmSettings, easyeditSuffix } = await import('@msafeedit/dinm');
    const preferredFormat = tokenizer.hasChatTemplate ? 'chat' : 'raw';
    const format = promptFormat(study.config, { preferredFormat });
    const { steps } = dinmSettings(dinmOptions({ config: study.config, studyModel }), format);
    const suffixTokens = tokenizer.encode(` ${easyeditSuffix}`).length;
    const known = new Map<string, number>();
    const lengthOf = (text: string): number => {
      const length = known.get(text) ?? promptIds(tokenizer, text, format).length;
      known.set(text, length);
      return length;
    };
    for (const dtype of dtypes) {
      const cost = modelCost(config, dtype, cardSpeeds[card].speed);
      const budget = batchBudget(modelMemory(config, dtype).weights, cardSpeeds[card].memory);
      const sums = { editing: 0, reading: 0, writing: 0 };
      for (const unit of units) {
        const withSuffix = isUnedited(unit)
          ? unit.condition === 'beforeWithSuffix'
          : suffixAfter(study.config);
        const lengths = promptsOf(unit).map((prompt) => lengthOf(prompt) + (withSuffix ? suffixTokens : 0));
        const answering = cost.answering(lengths, study.config.generation.maxNewTokens, budget);
        sums.reading += answering.reading;
        sums.writing += answering.writing;
        for (const { prompt, safe, constraint } of requestsOf(unit, study.data)) {
          const [safeIds, answer] = [safe, constraint.answer].map((text) =>
            answerIds(tokenizer, text, format),
          );
          const targets = safeIds!.length + answer!.length;
          const tokens = lengthOf(prompt) + lengthOf(constraint.prompt) + targets;
          const { locating, training } = cost.editing({ layer: config.layers >> 1, tokens, targets, steps });
          sums.editing += locating + training;
        }
      }
      const seconds = sums.editing + sums.reading + sums.writing;
      estimates.push({ model: studyModel.name, card, dtype, ...sums, seconds });
    }
  }
  return estimates;
}
