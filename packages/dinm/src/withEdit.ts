import type { CausalLM } from '@msafeedit/runtime';
import type { EditDelta } from './EditDelta.js';

/**
 * Runs something on the model with one edit, or with several, and takes them back afterwards, bit for bit, also after a
 * throw. May be nested.
 * @returns what `run` returns
 * @throws DinmError as `EditDelta.applyTo`, and whatever `run` throws
 */
export async function withEdit<Result>(
  model: CausalLM,
  deltas: EditDelta | readonly EditDelta[],
  run: (edited: CausalLM) => Promise<Result>,
): Promise<Result> {
  const reverts: (() => void)[] = [];
  try {
    for (const delta of [deltas].flat()) reverts.push(await delta.applyTo(model));
    return await run(model);
  } finally {
    for (const revert of reverts.reverse()) revert();
  }
}
