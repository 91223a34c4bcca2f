import { DinmError } from './DinmError.js';
import type { MergedEdit } from './EditDelta.js';
import { EditDelta } from './EditDelta.js';

/**
 * Brings several deltas of one base model into the form in which each layer has one: those of the same matrix are added,
 * those of other layers stay side by side.
 *
 * The sum is what the model carries when all are applied (but for the last bit: it is rounded once, not once an edit). It is
 * not what editing with all the samples at once would have learnt. Of edits that were each made on the base alone, none
 * knows of the others: where two move the same matrix they may overshoot or undo each other, and no KL term ever saw their
 * sum. Edits made in sequence (`dinmSequence`) were each made on top of those before, and their sum is the last model.
 *
 * ```ts
 * const answers = await withEdit(model, mergeDeltas([first, second]), (edited) => edited.generate([prompt]));
 * ```
 *
 * @returns one delta a layer, sorted by layer, with what was merged in `mergedFrom`; a layer's only delta as it is
 * @throws DinmError: 'other-model' where two were made on different models, 'format' where two of one layer have different
 *   matrices
 */
export function mergeDeltas(deltas: readonly EditDelta[]): EditDelta[] {
  const layers = new Map<number, [EditDelta, ...EditDelta[]]>();
  for (const delta of deltas) {
    requireSameBase(deltas[0]!, delta);
    const others = layers.get(delta.layer);
    if (others) others.push(delta);
    else layers.set(delta.layer, [delta]);
  }
  return [...layers.values()].map(mergeLayer).sort((a, b) => a.layer - b.layer);
}

function requireSameBase({ baseModel: first }: EditDelta, { baseModel: other }: EditDelta): void {
  if (first.fingerprint === other.fingerprint) return;
  throw new DinmError(
    'other-model',
    `Deltas of different models can't be merged: one was made on ${first.source} (${first.fingerprint}), another on ` +
      `${other.source} (${other.fingerprint}).`,
  );
}

function mergeLayer(deltas: readonly [EditDelta, ...EditDelta[]]): EditDelta {
  const [first] = deltas;
  const last = deltas.at(-1)!;
  if (deltas.length === 1) return first;
  const sum = new Float64Array(first.values.length);
  for (const delta of deltas) {
    if (delta.parameter !== first.parameter || delta.shape.join() !== first.shape.join())
      throw new DinmError(
        'format',
        `Two deltas of layer ${first.layer} can't be merged: one is of ${describe(first)}, the other of ` +
          `${describe(delta)}. Make the edits again.`,
      );
    for (let index = 0; index < sum.length; index++) sum[index]! += delta.values[index]!;
  }
  const mergedFrom = deltas.flatMap(editsOf);
  return new EditDelta({
    parameter: first.parameter,
    layer: first.layer,
    shape: first.shape,
    values: Float32Array.from(sum),
    baseModel: first.baseModel,
    settings: last.settings,
    losses: last.losses,
    seconds: mergedFrom.reduce((total, { seconds }) => total + seconds, 0),
    editsBefore: Math.min(...mergedFrom.map(({ editsBefore }) => editsBefore)),
    mergedFrom,
  });
}

const describe = ({ parameter, shape }: EditDelta): string => `${parameter} [${shape.join(', ')}]`;

function editsOf(delta: EditDelta): readonly MergedEdit[] {
  if (delta.mergedFrom.length > 0) return delta.mergedFrom;
  const { settings, losses, seconds, editsBefore, norm } = delta;
  return [{ settings, losses, seconds, editsBefore, norm }];
}
