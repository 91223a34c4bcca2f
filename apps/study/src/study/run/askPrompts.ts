import type { CausalLM, GenerateOptions, PromptFormat } from '@msafeedit/runtime';
import type { StoredAnswer } from '../store/ResultStore.js';
import type { StudyConfig } from '../StudyConfig.js';
import { answerKey } from './studySettings.js';
import type { UnitContext } from './UnitContext.js';

/**
 * Asks prompts in one call: which of them share a batch follows from the unit alone.
 * @param scope of the answers' keys: an edit, or all of a model before editing
 * @param withSuffix puts EasyEdit's suffix behind each prompt
 */
export async function askPrompts(
  prompts: readonly string[],
  { scope, withSuffix }: { readonly scope: string; readonly withSuffix: boolean },
  { model, config, settings, promptCache, signal, onProgress, onBatch }: UnitContext,
): Promise<readonly StoredAnswer[]> {
  if (prompts.length === 0) return [];
  const { easyeditSuffix } = await import('@msafeedit/dinm');
  const { maxNewTokens, sampling, overflow, stopRepeating } = config.generation;
  const format = promptFormat(config, model);
  let tokens = 0;
  const options: GenerateOptions = {
    format,
    maxNewTokens,
    overflow,
    stopRepeating,
    seed: config.seed,
    ...(sampling === 'model' ? { generationConfig: true } : { temperature: 0 }),
    ...(promptCache && { promptCache }),
    signal,
    onBatch,
    onToken: () => {
      tokens++;
      onProgress({ step: 'answer', fraction: tokens / (prompts.length * maxNewTokens), tokens });
    },
  };
  const asked = withSuffix ? prompts.map((prompt) => `${prompt} ${easyeditSuffix}`) : prompts;
  const answers = await model.generate(asked, options);
  return answers.map(({ prompt, text, tokens: newTokens, finishReason }, index) => {
    const promptTokens = model.encodePrompt(prompt, format).length;
    return {
      answerKey: answerKey(settings, scope, prompts[index]!),
      prompt,
      text,
      finishReason,
      promptTokens,
      newTokens: newTokens.length,
      overflow: promptTokens + newTokens.length > model.config.maxPositions,
    };
  });
}

/** How prompts are put to the model. */
export function promptFormat(
  { generation, edit }: StudyConfig,
  model: Pick<CausalLM, 'preferredFormat'>,
): PromptFormat {
  if (generation.format !== 'auto') return generation.format;
  return edit.mode === 'easyedit' ? 'raw' : model.preferredFormat;
}
