import type { CausalLM } from '@msafeedit/runtime';
import { openSafetensorsFile, writeSafetensors } from '@msafeedit/runtime';
import { z } from 'zod';
import { addToLayer } from './AppliedEdits.js';
import { DinmError } from './DinmError.js';
import type { StepLoss } from './DinmOptions.js';
import type { EditSettings } from './DinmSettings.js';
import { editSettingsSchema } from './DinmSettings.js';

/** What an edit is made of. */
export interface EditDeltaParts {
  /** Hugging Face's name of the matrix, such as `model.layers.12.mlp.down_proj.weight`. */
  readonly parameter: string;
  /** The layer that it belongs to, counted from 0. */
  readonly layer: number;
  /** Hugging Face's: `[hidden, intermediate]`, in GPT-2 `[intermediate, hidden]`. */
  readonly shape: readonly [number, number];
  /** What is added to the matrix, row-major. */
  readonly values: Float32Array;
  /** The model that it was made on. */
  readonly baseModel: { readonly source: string; readonly fingerprint: string };
  /** The settings that it was made with. */
  readonly settings: EditSettings;
  /** The losses of each step, before its update. */
  readonly losses: readonly StepLoss[];
  /** How many seconds the edit took, locating included. */
  readonly seconds: number;
  /** How many edits the model carried while this one was made; default 0, an edit of the model alone. */
  readonly editsBefore?: number;
  /** The edits that this one is the sum of, where `mergeDeltas` made it; `settings` and `losses` are the last one's. */
  readonly mergedFrom?: readonly MergedEdit[];
}

/** What made one of the edits that were merged, and its size. */
export interface MergedEdit {
  readonly settings: EditSettings;
  readonly losses: readonly StepLoss[];
  readonly seconds: number;
  readonly editsBefore: number;
  /** Euclidean norm of the change. */
  readonly norm: number;
}

const fileFormat = 'msafeedit-delta';
const fileVersion = '1';

const metadataSchema = z.object({ format: z.literal(fileFormat), version: z.string(), delta: z.string() });

const lossSchema = z.object({ total: z.number(), edit: z.number(), constraint: z.number() });

const makingSchema = z.object({
  settings: editSettingsSchema,
  losses: z.array(lossSchema),
  seconds: z.number(),
  editsBefore: z.number().int().nonnegative().default(0),
});

const descriptionSchema = makingSchema.extend({
  layer: z.number().int().nonnegative(),
  baseModel: z.object({ source: z.string(), fingerprint: z.string() }),
  mergedFrom: z.array(makingSchema.extend({ norm: z.number() })).default([]),
});

/** An edit as a thing: what is added to one matrix of one model. Save it, load it, apply it, take it back. */
export class EditDelta implements EditDeltaParts {
  readonly parameter: string;
  readonly layer: number;
  readonly shape: readonly [number, number];
  readonly values: Float32Array;
  readonly baseModel: EditDeltaParts['baseModel'];
  readonly settings: EditDeltaParts['settings'];
  readonly losses: readonly StepLoss[];
  readonly seconds: number;
  readonly editsBefore: number;
  readonly mergedFrom: readonly MergedEdit[];

  /** @throws DinmError('input') where the values don't fill the shape */
  constructor(parts: EditDeltaParts) {
    const [rows, columns] = parts.shape;
    if (parts.values.length !== rows * columns)
      throw new DinmError(
        'input',
        `A delta of ${rows} x ${columns} needs ${rows * columns} values, not ${parts.values.length}.`,
      );
    this.parameter = parts.parameter;
    this.layer = parts.layer;
    this.shape = parts.shape;
    this.values = parts.values;
    this.baseModel = parts.baseModel;
    this.settings = parts.settings;
    this.losses = parts.losses;
    this.seconds = parts.seconds;
    this.editsBefore = parts.editsBefore ?? 0;
    this.mergedFrom = parts.mergedFrom ?? [];
  }

  /** Euclidean (Frobenius) norm of the change. */
  get norm(): number {
    return Math.sqrt(this.values.reduce((sum, value) => sum + value * value, 0));
  }

  /**
   * Adds the change to a model. Several deltas may stand at once, one of them more than once; once all are taken back,
   * in whatever order, the model is bit for bit as before the first.
   * @returns the function that takes the change back; calling it again does nothing
   * @throws DinmError: 'other-model' where the model is not the one that the delta was made on, 'format' where the delta
   *   says that it is and yet fits none of its matrices
   */
  async applyTo(model: CausalLM): Promise<() => void> {
    if (model.fingerprint !== this.baseModel.fingerprint)
      throw new DinmError(
        'other-model',
        `This delta was made on ${this.baseModel.source} (${this.baseModel.fingerprint}) and can't be applied to ` +
          `${model.source} (${model.fingerprint}): load the model that it was made on.`,
      );
    const [rows, columns] = this.shape;
    const fits =
      this.layer < model.config.layers &&
      this.parameter === model.downProjName(this.layer) &&
      this.shape.join() === model.downProjShape.join();
    if (!fits)
      throw new DinmError(
        'format',
        `This delta's ${this.parameter} [${rows}, ${columns}] is not what ${model.source} has in layer ${this.layer}: ` +
          'its file was changed; make the edit again.',
      );
    return addToLayer(model, this.layer, this.values);
  }

  /**
   * Writes a safetensors file with the one tensor, under its Hugging Face name, and what made it in the metadata. A file
   * of that name is replaced once the new one is whole; nothing half-written stays.
   * @throws RuntimeError('file') where it can't be written
   */
  async save(file: string): Promise<void> {
    const { layer, baseModel, settings, losses, seconds, editsBefore, mergedFrom } = this;
    const history = {
      ...(editsBefore > 0 && { editsBefore }),
      ...(mergedFrom.length > 0 && { mergedFrom }),
    };
    await writeSafetensors(file, new Map([[this.parameter, { shape: this.shape, data: this.values }]]), {
      format: fileFormat,
      version: fileVersion,
      delta: JSON.stringify({ layer, baseModel, settings, losses, seconds, ...history }),
    });
  }

  /**
   * Reads a file that `save` wrote.
   * @throws DinmError('format') where the file is no delta or was damaged; RuntimeError: 'file' where it can't be read,
   *   'format' where it is no safetensors file
   */
  static async load(file: string): Promise<EditDelta> {
    const source = await openSafetensorsFile(file);
    try {
      const description = parseDescription(file, source.metadata);
      const [tensor, ...others] = source.tensors.values();
      if (!tensor || others.length > 0 || tensor.shape.length !== 2)
        throw damaged(file, 'it must hold one matrix and no other tensor');
      const values = await source.read(tensor.name);
      if (!values.every(Number.isFinite)) throw damaged(file, 'it holds NaN or infinity');
      const [rows, columns] = tensor.shape;
      return new EditDelta({
        ...description,
        parameter: tensor.name,
        shape: [rows!, columns!],
        values,
      });
    } finally {
      await source.close();
    }
  }
}

/** What made a delta, from its file's metadata. */
function parseDescription(
  file: string,
  metadata: Readonly<Record<string, string>>,
): z.infer<typeof descriptionSchema> {
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success)
    throw new DinmError(
      'format',
      `${file} is a safetensors file, but not a delta: give one that an edit has saved.`,
    );
  const { version, delta } = parsed.data;
  if (version !== fileVersion)
    throw new DinmError(
      'format',
      `${file} is a delta of version ${version}, this program reads version ${fileVersion}: make the edit again.`,
    );
  const description = descriptionSchema.safeParse(parseJson(delta));
  if (description.success) return description.data;
  const problems = description.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
  );
  throw damaged(file, problems.join('; '));
}

const damaged = (file: string, problem: string): DinmError =>
  new DinmError('format', `The delta in ${file} can't be used: ${problem}. Make the edit again.`);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
