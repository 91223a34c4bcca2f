import type { CausalLM } from '@msafeedit/runtime';
import { dinm } from './dinm.js';
import { DinmError } from './DinmError.js';
import type { DinmOptions, StepLoss } from './DinmOptions.js';
import type { EditDelta } from './EditDelta.js';
import type { EditRequest } from './EditRequest.js';
import { mergeDeltas } from './mergeDeltas.js';

/** How `dinmSequence` edits: as `dinm`, each time. */
export interface SequenceOptions extends Omit<DinmOptions, 'onStep'> {
  /** Called after each step; edits and steps count from 1. What it throws stops the sequence. */
  readonly onStep?: (event: {
    readonly edit: number;
    readonly edits: number;
    readonly step: number;
    readonly steps: number;
    readonly loss: StepLoss;
  }) => void;
  /**
   * Called after each edit, while the model carries it and all before it, and waited for: the place to ask what the
   * earlier edits' prompts are answered with now. What it throws stops the sequence.
   */
  readonly onEdit?: (event: {
    readonly edit: number;
    readonly edits: number;
    readonly delta: EditDelta;
    readonly model: CausalLM;
  }) => Promise<void> | void;
}

/** What a sequence of edits comes to. */
export interface EditSequence {
  /** One for each request, in their order, each relative to the model with those before it. */
  readonly deltas: readonly EditDelta[];
  /** All of them together, relative to the base: one a layer. */
  readonly merged: readonly EditDelta[];
}

/**
 * Edits a model with one sample after another: each layer is located, each KL term computed and each step taken on the model
 * as the edits before have left it.
 *
 * ```ts
 * const { merged } = await dinmSequence(model, requests, {
 *   onEdit: async ({ edit, model }) => answers.set(edit, await model.generate([firstPrompt])),
 * });
 * ```
 *
 * Whatever happens, the model is afterwards bit for bit as it was before. All deltas are kept in memory, a matrix each.
 *
 * @throws DinmError as `dinm`, with the edit's number in the message; RuntimeError where the model can't run; and whatever
 *   `onStep` and `onEdit` throw
 */
export async function dinmSequence(
  model: CausalLM,
  requests: readonly EditRequest[],
  options: SequenceOptions = {},
): Promise<EditSequence> {
  const { onStep, onEdit, ...editOptions } = options;
  const edits = requests.length;
  const deltas: EditDelta[] = [];
  const reverts: (() => void)[] = [];
  try {
    for (const [index, request] of requests.entries()) {
      const edit = index + 1;
      const delta = await numbered(edit, edits, () =>
        dinm(model, request, {
          ...editOptions,
          ...(onStep && {
            onStep: (event) => {
              onStep({ edit, edits, ...event });
            },
          }),
        }),
      );
      reverts.push(await delta.applyTo(model));
      deltas.push(delta);
      await onEdit?.({ edit, edits, delta, model });
    }
  } finally {
    for (const revert of reverts.reverse()) revert();
  }
  return { deltas, merged: mergeDeltas(deltas) };
}

/** Says in an edit's error which one it was. */
async function numbered<Result>(edit: number, edits: number, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof DinmError)) throw error;
    throw new DinmError(error.code, `Edit ${edit} of ${edits}: ${error.message}`, { cause: error });
  }
}
