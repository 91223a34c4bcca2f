import { createHash } from 'node:crypto';
import type { HostTensor, Session } from '../engines/Engine.js';
import { floatTensor, zeros } from '../engines/Engine.js';
import { downProjName, downProjShape, editedDownProjName, type WeightDType } from './decoderWeights.js';
import type { ModelConfig } from './ModelConfig.js';

/**
 * Each layer's `downProj`, read and replaced as float32 whatever the weights are. Of a model in half precision the matrix
 * itself stays as it is, and an edited one stands beside it in float32; once it is given its own values again, the layer
 * counts as unedited and computes bit for bit as before.
 */
export class DownProjections {
  /**
   * Layers whose matrix isn't, or may not be, what it was. In half precision these have a matrix in float32 beside their own.
   */
  private readonly edited = new Set<number>();
  /** Of the matrices that were read before they were edited: what tells their values from others. */
  private readonly digests = new Map<number, string>();

  constructor(
    private readonly config: ModelConfig,
    private readonly session: Session,
    private readonly dtype: WeightDType,
  ) {
    const { layers } = config;
    if (this.standApart) for (let layer = 0; layer < layers; layer++) this.release(layer);
  }

  /** The lowest layer whose matrix was changed and not given its own values again. */
  get lowestEdited(): number | undefined {
    return this.edited.size === 0 ? undefined : Math.min(...this.edited);
  }

  /** As it stands in the file (`downProjShape`). */
  async read(layer: number): Promise<Float32Array> {
    if (this.edited.has(layer)) return this.session.readVariable(this.name(layer));
    const values = await this.session.readVariable(downProjName(this.config, layer));
    if (!this.digests.has(layer)) this.digests.set(layer, digest(values));
    return values;
  }

  /** Replaces the matrix. @param values as `read` gives them */
  write(layer: number, values: Float32Array): void {
    const own = this.digests.get(layer);
    const areItsOwn = own !== undefined && own === digest(values);
    if (areItsOwn && this.standApart) this.release(layer);
    else this.hold(layer, values);
    if (areItsOwn) this.edited.delete(layer);
  }

  /** Sees to it that the matrix can be trained. @param values what `read` gave */
  makeTrainable(layer: number, values: Float32Array): void {
    if (this.standApart && !this.edited.has(layer)) this.hold(layer, values);
    this.edited.add(layer);
  }

  /** The matrix as a tensor of the host. */
  tensor(values: Float32Array): HostTensor {
    return floatTensor(values, downProjShape(this.config));
  }

  private get standApart(): boolean {
    return this.dtype !== 'float32';
  }

  private name(layer: number): string {
    return this.standApart ? editedDownProjName(layer) : downProjName(this.config, layer);
  }

  private hold(layer: number, values: Float32Array): void {
    this.session.assign({ [this.name(layer)]: this.tensor(values) });
    this.edited.add(layer);
  }

  private release(layer: number): void {
    this.session.assign({
      [editedDownProjName(layer)]: zeros('float32', [1, downProjShape(this.config)[1]]),
    });
  }
}

const digest = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  createHash('sha1')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
