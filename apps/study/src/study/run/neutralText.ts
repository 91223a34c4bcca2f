import type { EditDelta } from '@msafeedit/dinm';
import type { CausalLM } from '@msafeedit/runtime';
import type { PlannedTask } from '../plan/StudyPlan.js';
import type { StoredDivergence } from '../store/ResultStore.js';
import type { UnitContext } from './UnitContext.js';

/** Enough to see what an edit did, and logits of so many positions fit in memory for each language. */
const neutralTokens = 64;

/**
 * How far the edited model's predictions are from the unedited one's on neutral text in each test language: a harmless
 * question that the edit has not seen, with its answer.
 */
export async function compareOnNeutralText(
  tasks: readonly PlannedTask[],
  delta: EditDelta,
  { model, signal }: UnitContext,
): Promise<readonly Pick<StoredDivergence, 'testLanguage' | 'klDivergence' | 'tokens'>[]> {
  const texts = tasks.filter(({ task }) => task === 'unrelated');
  if (texts.length === 0) return [];
  const { withEdit } = await import('@msafeedit/dinm');
  const { meanKlDivergence } = await import('@msafeedit/metrics');
  const read = async (): Promise<readonly (readonly Float32Array[])[]> => {
    const all: (readonly Float32Array[])[] = [];
    for (const { prompt, reference } of texts)
      all.push(await logitsOf(model, `${prompt} ${reference}`, signal));
    return all;
  };
  const before = await read();
  const after = await withEdit(model, delta, read);
  return texts.map(({ testLanguage }, index) => ({
    testLanguage,
    klDivergence: meanKlDivergence(before[index]!, after[index]!),
    tokens: before[index]!.length,
  }));
}

/** The next token's logits at each position of a text's beginning. */
async function logitsOf(
  model: CausalLM,
  text: string,
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const ids = model.encodePrompt(text, 'raw').slice(0, neutralTokens);
  const { logits } = await model.forward([ids], { logits: 'all', signal });
  const [, length, vocabulary] = logits!.shape;
  return Array.from({ length: length! }, (_, position) =>
    logits!.data.subarray(position * vocabulary!, (position + 1) * vocabulary!),
  );
}
