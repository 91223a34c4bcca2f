import type { ChangedTensor, CheckpointOptions, TensorChange } from '@msafeedit/runtime';
import { type CausalLM, fingerprintModel, writeCheckpoint } from '@msafeedit/runtime';
import { DinmError } from './DinmError.js';
import type { EditDelta } from './EditDelta.js';
import { mergeDeltas } from './mergeDeltas.js';

/** Says in an exported folder which edits are in it. */
const exportRecordFile = 'msafeedit.json';

/** How a checkpoint is exported: as the runtime writes one. */
export type ExportOptions = CheckpointOptions;

/** An edited matrix as it stands in the files. */
export interface ExportedMatrix {
  readonly parameter: string;
  readonly dtype: ChangedTensor['dtype'];
  /** Euclidean norm of the edit. */
  readonly deltaNorm: number;
  /**
   * Euclidean norm of what rounding to `dtype` adds to it: 0 for F32. Where it comes near `deltaNorm`, the edit is lost in
   * the rounding: export as F32.
   */
  readonly roundingNorm: number;
}

export interface ExportedCheckpoint {
  readonly folder: string;
  /** Names of the files in it, sorted. */
  readonly files: readonly string[];
  /** One for each edited matrix, by layer. */
  readonly matrices: readonly ExportedMatrix[];
}

/**
 * Writes an edited model as a folder in Hugging Face's layout, which transformers and everything that reads such folders
 * can load. One tensor is in memory at a time; the folder is filled all or nothing.
 *
 * From a folder of safetensors all is copied byte for byte but the edited matrices, which keep their dtype: the sum of
 * matrix and edit, made in float32, is rounded to it, and what that changed is told (`matrices`). A bfloat16 holds eight
 * significant bits, so that an edit with a small learning rate may be lost; `dtype: 'F32'` keeps all of it. A GGUF file is
 * dequantized to F32 unless `dtype` says else. A record of the edits is written beside (`msafeedit.json`).
 *
 * ```ts
 * await exportCheckpoint(model, delta, './edited');
 * ```
 *
 * @param model what the edits were made on, or where it lies (a folder, a .gguf file): it is read from there, so that edits
 *   that stand in the loaded model don't count
 * @param deltas all are added, in their order, as `withEdit` does; for F32 the sum is the same bit for bit
 * @throws DinmError: 'other-model' where a delta was made on another model, 'format' where it doesn't fit it; RuntimeError
 *   as `writeCheckpoint`
 */
export async function exportCheckpoint(
  model: CausalLM | string,
  deltas: EditDelta | readonly EditDelta[],
  folder: string,
  options: ExportOptions = {},
): Promise<ExportedCheckpoint> {
  const all = [deltas].flat();
  const merged = mergeDeltas(all); // checks them, too
  const source = typeof model === 'string' ? model : model.source;
  if (all[0]) {
    const { signal, onProgress } = options;
    const reading = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
    const fingerprint =
      typeof model === 'string' ? await fingerprintModel(model, reading) : model.fingerprint;
    requireBase(all[0], source, fingerprint);
  }
  const tensors = new Map(merged.map((delta) => [delta.parameter, additionOf(delta, all)]));
  const changes = { tensors, files: { [exportRecordFile]: recordOf(all) } };
  const { files, changed } = await writeCheckpoint(source, folder, changes, options);
  return { folder, files, matrices: merged.map((delta) => matrixOf(delta, changed)) };
}

function requireBase({ baseModel }: EditDelta, source: string, fingerprint: string): void {
  if (fingerprint === baseModel.fingerprint) return;
  throw new DinmError(
    'other-model',
    `The edit was made on ${baseModel.source} (${baseModel.fingerprint}) and can't be exported with ${source} ` +
      `(${fingerprint}): give the model that it was made on.`,
  );
}

/** Adds one by one, in float32, as they are added to a loaded model. */
function additionOf({ parameter, shape }: EditDelta, all: readonly EditDelta[]): TensorChange {
  const edits = all.filter((delta) => delta.parameter === parameter);
  return {
    shape,
    apply: (values) => {
      for (const edit of edits)
        for (let index = 0; index < values.length; index++) values[index]! += edit.values[index]!;
    },
  };
}

function matrixOf({ parameter, norm }: EditDelta, changed: readonly ChangedTensor[]): ExportedMatrix {
  const { dtype, roundingNorm } = changed.find(({ name }) => name === parameter)!;
  return { parameter, dtype, deltaNorm: norm, roundingNorm };
}

/** Without the model's path, which is nobody's business but the exporter's. */
function recordOf(deltas: readonly EditDelta[]): object {
  return {
    baseModel: deltas[0]?.baseModel.fingerprint ?? null,
    edits: deltas.map(({ parameter, layer, norm, editsBefore, settings, losses, seconds, mergedFrom }) => ({
      parameter,
      layer,
      norm,
      editsBefore,
      settings,
      losses,
      seconds,
      ...(mergedFrom.length > 0 && { mergedFrom }),
    })),
  };
}
