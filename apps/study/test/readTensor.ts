import { readFileSync } from 'node:fs';

export interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly norm: number;
}

/** A float32 tensor of a safetensors file, read by the format's own description, without our code. */
export function readTensor(file: string, name: string): StoredTensor {
  const bytes = readFileSync(file);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const tensor = header[name];
  if (!tensor) throw new Error(`${file} has no ${name}, only ${Object.keys(header).join(', ')}`);
  const [begin, end] = tensor.data_offsets;
  let sum = 0;
  for (let at = begin; at < end; at += 4) sum += bytes.readFloatLE(8 + headerLength + at) ** 2;
  return { dtype: tensor.dtype, shape: tensor.shape, norm: Math.sqrt(sum) };
}
