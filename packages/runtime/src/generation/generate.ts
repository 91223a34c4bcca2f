import { AnswerBuilder } from './AnswerBuilder.js';
import { encodePrompt } from './encodePrompts.js';
import type { Answer, GenerationSettings } from './GenerateOptions.js';
import type { GenerationModel } from './GenerationModel.js';
import type { Row } from './Row.js';
import { type Listeners, RowQueue } from './RowQueue.js';
import { Sampler } from './sampling.js';

/** Answers prompts, in their order, with key/value caches and in sub-batches that fit in memory. */
export async function generate(
  model: GenerationModel,
  prompts: readonly string[],
  settings: GenerationSettings,
  listeners: Listeners,
): Promise<Answer[]> {
  const { runner, tokenizer } = model;
  const rows = prompts.map((prompt, index): Row => {
    const name = prompts.length === 1 ? 'The prompt' : `Prompt ${index + 1} of ${prompts.length}`;
    const { ids, maxNewTokens } = encodePrompt(tokenizer, runner.config, { name, prompt }, settings);
    const limits = {
      maxNewTokens,
      stop: settings.stop,
      stopRepeating: settings.stopRepeating,
      eosTokenIds: model.eosTokenIds,
      streaming: listeners.onToken !== undefined,
    };
    return {
      index,
      name,
      ids,
      answer: new AnswerBuilder(tokenizer, limits),
      sampler: settings.temperature > 0 ? new Sampler(settings, settings.seed, index) : undefined,
    };
  });
  await runner.withCaches(() => new RowQueue(model, settings.maxNewTokens, listeners).answer(rows));
  return rows.map(({ answer, index }) => ({
    prompt: prompts[index]!,
    text: answer.text(),
    tokens: answer.tokens,
    finishReason: answer.finishReason ?? 'length',
  }));
}
