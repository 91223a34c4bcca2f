import { RuntimeError } from '../RuntimeError.js';
import { dequantize } from '../weights/dequantize.js';
import { encodeFloats, type FloatDtype } from '../weights/encodeFloats.js';

/** What becomes of one tensor of a checkpoint on its way into a copy. */
export interface TensorChange {
  /** The shape that it must have, in Hugging Face's orientation. */
  readonly shape: readonly number[];
  /** Changes the tensor's values in place: float32, row-major. */
  readonly apply: (values: Float32Array) => void;
}

/** How a changed tensor was written. */
export interface ChangedTensor {
  readonly name: string;
  readonly dtype: FloatDtype;
  /** How far the tensor in the file is from the changed one (Euclidean norm), since `dtype` rounds; 0 for F32. */
  readonly roundingNorm: number;
}

/** The bytes of a tensor, changed or not, and what rounding did to a changed one. */
export function tensorBytes(
  { name, dtype }: { readonly name: string; readonly dtype: FloatDtype },
  values: Float32Array,
  change: TensorChange | undefined,
  onChanged: (changed: ChangedTensor) => void,
): Uint8Array<ArrayBuffer> {
  change?.apply(values);
  const bytes = encodeFloats(dtype, values);
  if (dtype === 'F16') requireRange(name, values);
  if (change) onChanged({ name, dtype, roundingNorm: distance(dequantize(dtype, bytes), values) });
  return bytes;
}

/** From here on float16 knows infinity only. */
const beyondFloat16 = 65_520;

function requireRange(name: string, values: Float32Array): void {
  const large = values.find((value) => Math.abs(value) >= beyondFloat16 && Number.isFinite(value));
  if (large === undefined) return;
  throw new RuntimeError(
    'input',
    `The tensor "${name}" holds ${large}, which is more than F16 can hold; write BF16 or F32.`,
  );
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index]! - b[index]!) ** 2;
  return Math.sqrt(sum);
}

/** Checks a change against the tensor that it is for. @throws RuntimeError('weights') */
export function requireTensor(
  source: string,
  name: string,
  change: TensorChange,
  found: { readonly shape: readonly number[] } | undefined,
): void {
  if (found === undefined)
    throw new RuntimeError(
      'weights',
      `${source} has no tensor "${name}" that could be changed; is it the right model?`,
    );
  if (found.shape.join() === change.shape.join()) return;
  throw new RuntimeError(
    'weights',
    `${source}: the tensor "${name}" is [${found.shape.join(', ')}], the change is for [${change.shape.join(', ')}]; ` +
      'is it the right model?',
  );
}
