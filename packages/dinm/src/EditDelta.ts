import type { CausalLM } from '@msafeedit/runtime';
import { openSafetensorsFile, writeSafetensors } from '@msafeedit/runtime';
import { z } from 'zod';
import { addToLayer } from './AppliedEdits.js';
import { DinmError } from './DinmError.js';
import type { DinmSettings, StepLoss } from './DinmOptions.js';

export interface EditDeltaParts {
  /** Hugging Face's name of the matrix, such as `model.layers.12.mlp.down_proj.weight`. */
  readonly parameter: string;
  /** Counted from 0. */
  readonly layer: number;
  /** `[hidden, intermediate]` */
  readonly shape: readonly [number, number];
  /** What is added to the matrix, row-major. */
  readonly values: Float32Array;
  /** The model that it was made on. */
  readonly baseModel: { readonly source: string; readonly fingerprint: string };
  /** The settings that it was made with. */
  readonly settings: Omit<DinmSettings, 'layer'> & { readonly layer: number };
  /** The losses of each step, before its update. */
  readonly losses: readonly StepLoss[];
  /** How long the edit took, locating included. */
  readonly seconds: number;
}

const fileFormat = 'msafeedit-delta';
const fileVersion = 1;

const metadataSchema = z.object({
  format: z.literal(fileFormat),
  version: z.literal(String(fileVersion)),
  delta: z.string(),
});

const lossSchema = z.object({ total: z.number(), edit: z.number(), constraint: z.number() });

const descriptionSchema = z.object({
  layer: z.number().int().nonnegative(),
  baseModel: z.object({ source: z.string(), fingerprint: z.string() }),
  settings: z.record(z.string(), z.unknown()),
  losses: z.array(lossSchema),
  seconds: z.number(),
});

/** An edit as a thing: save it, load it, apply it, take it back. */
export class EditDelta implements EditDeltaParts {
  readonly parameter: string;
  readonly layer: number;
  readonly shape: readonly [number, number];
  readonly values: Float32Array;
  readonly baseModel: EditDeltaParts['baseModel'];
  readonly settings: EditDeltaParts['settings'];
  readonly losses: readonly StepLoss[];
  readonly seconds: number;

  constructor(parts: EditDeltaParts) {
    this.parameter = parts.parameter;
    this.layer = parts.layer;
    this.shape = parts.shape;
    this.values = parts.values;
    this.baseModel = parts.baseModel;
    this.settings = parts.settings;
    this.losses = parts.losses;
    this.seconds = parts.seconds;
  }

  /** Euclidean (Frobenius) norm of the change. */
  get norm(): number {
    return Math.sqrt(this.values.reduce((sum, value) => sum + value * value, 0));
  }

  /**
   * Adds the change to a model and gives the function that takes it back, bit for bit. Several may stand at once.
   * @throws DinmError('other-model') where the model is not the one that the delta was made on
   */
  async applyTo(model: CausalLM): Promise<() => void> {
    if (model.fingerprint !== this.baseModel.fingerprint)
      throw new DinmError(
        'other-model',
        `This delta was made on ${this.baseModel.source} (${this.baseModel.fingerprint}) and can't be applied to ` +
          `${model.source} (${model.fingerprint}): load the model that it was made on.`,
      );
    return addToLayer(model, this.layer, this.values);
  }

  /**
   * Writes a safetensors file with the one tensor and, in its metadata, what made it. Nothing half-written stays.
   * @throws RuntimeError('file') where it can't be written
   */
  async save(file: string): Promise<void> {
    const { layer, baseModel, settings, losses, seconds } = this;
    await writeSafetensors(file, new Map([[this.parameter, { shape: this.shape, data: this.values }]]), {
      format: fileFormat,
      version: String(fileVersion),
      delta: JSON.stringify({ layer, baseModel, settings, losses, seconds }),
    });
  }

  /** @throws DinmError('format') where the file is no delta; RuntimeError where it is no safetensors file */
  static async load(file: string): Promise<EditDelta> {
    const source = await openSafetensorsFile(file);
    try {
      const metadata = metadataSchema.safeParse(source.metadata);
      const [tensor, ...others] = source.tensors.values();
      if (!metadata.success || !tensor || others.length > 0 || tensor.shape.length !== 2)
        throw notADelta(file);
      const description = descriptionSchema.safeParse(parseJson(metadata.data.delta));
      if (!description.success) throw notADelta(file);
      const { settings, ...rest } = description.data;
      return new EditDelta({
        ...rest,
        settings: settings as unknown as EditDeltaParts['settings'],
        parameter: tensor.name,
        shape: [tensor.shape[0]!, tensor.shape[1]!],
        values: await source.read(tensor.name),
      });
    } finally {
      await source.close();
    }
  }
}

const notADelta = (file: string): DinmError =>
  new DinmError('format', `${file} is not a delta of version ${fileVersion}: make one with an edit.`);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Runs something on the edited model and takes the edit back afterwards, also after a throw.
 * @throws DinmError('other-model') as `EditDelta.applyTo`
 */
export async function withEdit<Result>(
  model: CausalLM,
  delta: EditDelta,
  run: (edited: CausalLM) => Promise<Result>,
): Promise<Result> {
  const revert = await delta.applyTo(model);
  try {
    return await run(model);
  } finally {
    revert();
  }
}
