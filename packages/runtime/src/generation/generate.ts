import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../RuntimeError.js';
import type { DeviceTensor } from '../engines/Engine.js';
import { readOnce } from '../engines/readOnce.js';
import type { DecoderRunner } from '../models/DecoderRunner.js';
import { padLeft } from '../models/DecoderRunner.js';
import type { Tokenizer } from '../tokenizer/index.js';
import { AnswerBuilder } from './AnswerBuilder.js';
import type { EncodedPrompt } from './encodePrompts.js';
import { encodePrompt } from './encodePrompts.js';
import type { Answer, GenerateOptions, GenerationSettings } from './GenerateOptions.js';
import { planBatches } from './planBatches.js';
import { Sampler } from './sampling.js';

/** The caches grow by so many positions at a time. */
const growth = 64;

export interface GenerationModel {
  readonly runner: DecoderRunner;
  readonly tokenizer: Tokenizer;
  readonly padTokenId: number;
  readonly eosTokenIds: ReadonlySet<number>;
}

/** Answers prompts, in their order, with key/value caches and in sub-batches that fit in memory. */
export async function generate(
  model: GenerationModel,
  prompts: readonly string[],
  settings: GenerationSettings,
  { signal, onToken }: Pick<GenerateOptions, 'signal' | 'onToken'>,
): Promise<Answer[]> {
  const { runner, tokenizer } = model;
  const encoded = prompts.map((prompt, index) => {
    const name = prompts.length === 1 ? 'The prompt' : `Prompt ${index + 1} of ${prompts.length}`;
    return encodePrompt(tokenizer, runner.config, { name, prompt }, settings);
  });
  const rows = encoded.map(({ ids, maxNewTokens }, index): Row => {
    const limits = {
      maxNewTokens,
      stop: settings.stop,
      eosTokenIds: model.eosTokenIds,
      streaming: onToken !== undefined,
    };
    return {
      index,
      ids,
      answer: new AnswerBuilder(tokenizer, limits),
      sampler: settings.temperature > 0 ? new Sampler(settings, settings.seed, index) : undefined,
    };
  });
  const lengths = encoded.map(({ ids }) => ids.length);
  await runner.withCaches(async () => {
    for (const batch of planBatches(lengths, settings.maxNewTokens, runner.config))
      await answerBatch(
        model,
        batch.map((index) => rows[index]!),
        signal,
        onToken,
      );
  });
  return rows.map(({ answer, index }) => ({
    prompt: prompts[index]!,
    text: answer.text(),
    tokens: answer.tokens,
    finishReason: answer.finishReason ?? 'length',
  }));
}

interface Row {
  readonly index: number;
  readonly ids: EncodedPrompt['ids'];
  readonly answer: AnswerBuilder;
  readonly sampler: Sampler | undefined;
}

async function answerBatch(
  { runner, padTokenId }: GenerationModel,
  all: readonly Row[],
  signal: AbortSignal | undefined,
  onToken: GenerateOptions['onToken'],
): Promise<void> {
  const batch = padLeft(
    all.map((row) => row.ids),
    padTokenId,
  );
  const sampled = all.some((row) => row.sampler);
  let rows = [...all];
  let starts = [...batch.starts];
  let capacity = Math.ceil((batch.length + 1) / growth) * growth;

  const output = sampled ? 'logits' : 'nextIds';
  const take = async (result: DeviceTensor): Promise<void> => {
    for (const [row, token] of (await nextTokens(rows, result, sampled)).entries()) {
      const { answer, index } = rows[row]!;
      // A row that has ended but not left yet is computed along; its tokens don't count.
      if (answer.finishReason !== undefined) continue;
      const text = answer.push(token);
      onToken?.({ prompt: index, token, text });
    }
  };

  throwIfAborted(signal);
  await take(runner.prefill(batch, capacity, [output])[output]);
  for (let position = batch.length; ; position++) {
    // Lets signals and timers in: a run blocks the event loop.
    await setImmediate();
    throwIfAborted(signal);
    const running = rows.flatMap(({ answer }, row) => (answer.finishReason === undefined ? [row] : []));
    if (running.length === 0) return;
    const full = position >= capacity;
    if (full || (rows.length - running.length) * 8 >= rows.length) {
      const wider = full ? capacity + growth : capacity;
      runner.regroup(running, capacity, wider);
      capacity = wider;
      rows = running.map((row) => rows[row]!);
      starts = running.map((row) => starts[row]!);
    }
    const tokens = rows.map(({ answer }) => answer.tokens.at(-1)!);
    await take(runner.step(tokens, { position, capacity, starts }, [output])[output]);
  }
}

/** The next token of each row: from logits one that its sampler draws, else the most probable one, as the engine found it. */
async function nextTokens(rows: readonly Row[], result: DeviceTensor, sampled: boolean): Promise<number[]> {
  if (!sampled) return [...(await readOnce(result))];
  const vocabulary = result.shape.at(-1)!;
  const logits = (await readOnce(result)) as Float32Array;
  return rows.map(({ sampler }, row) =>
    sampler!.draw(logits.subarray(row * vocabulary, (row + 1) * vocabulary)),
  );
}
