import { RuntimeError } from '../RuntimeError.js';
import { ggufArchitecture, ggufConfig, ggufHeads, type GgufHeads, isGemma } from './ggufConfig.js';
import { GgufMetadata } from './GgufMetadata.js';
import { huggingFaceName } from './ggufTensorNames.js';
import type { GgufTensorRange } from './ggufTensorRanges.js';
import type { GgufValue } from './GgufValue.js';
import { dequantize } from './dequantize.js';
import { type GgufPart, openGgufParts } from './openGgufParts.js';
import type { RandomAccessFile } from './RandomAccessFile.js';
import { StoredTensors, type StoredTensor } from './StoredTensors.js';
import type { WeightSource } from './WeightSource.js';

/** An open GGUF file, as a Hugging Face model. */
export interface GgufFile {
  /** The tensors in Hugging Face's names and orientation, rope permutation undone. */
  readonly weights: WeightSource;
  /** All metadata as they stand in the file; the tokenizer is in `tokenizer.*`. */
  readonly metadata: ReadonlyMap<string, GgufValue>;
  /** What the model's config.json would say. */
  readonly config: Record<string, unknown>;
}

const ROPE_FACTORS = 'rope_freqs.weight';
/** Tables that old converters stored and nobody reads. */
const LEFT_OUT = /^blk\.\d+\.attn_rot_embd\.weight$/;

/**
 * Opens a GGUF file of a LLaMA-like model, or all parts of one where it names any of them; only headers are read. Close it
 * with `weights.close()`.
 *
 * @throws RuntimeError `file` where it can't be read, `format` where a size, an offset or a value
 *   doesn't fit, `unsupported` for an architecture, a tensor type or a feature that this version lacks.
 */
export async function openGguf(path: string): Promise<GgufFile> {
  const parts = await openGgufParts(path);
  try {
    return await read(parts);
  } catch (error) {
    await Promise.all(parts.map(({ file }) => file.close()));
    throw error;
  }
}

interface PlacedRange extends GgufTensorRange {
  readonly file: RandomAccessFile;
}

async function read(parts: readonly GgufPart[]): Promise<GgufFile> {
  const { file, header } = parts[0]!;
  const metadata = new GgufMetadata(file.path, header.metadata);
  const architecture = ggufArchitecture(metadata);
  const ranges = joined(parts);
  const embedding = ranges.get('token_embd.weight');
  if (embedding === undefined) {
    throw new RuntimeError(
      'weights',
      `${file.path} has no tensor "token_embd.weight"; give a language model's file.`,
    );
  }
  const factors = ranges.get(ROPE_FACTORS);
  const config = ggufConfig({
    metadata,
    names: new Set(ranges.keys()),
    vocabSize: embedding.shape[0] ?? 0,
    ropeFactors:
      factors && dequantize(factors.dtype, await factors.file.read(factors.start, factors.byteLength)),
  });
  const kind: ModelKind = {
    ropeHeads: architecture === 'llama' ? ggufHeads(metadata) : undefined,
    isGemma: isGemma(architecture),
  };
  const tensors = [...ranges.values()]
    .filter(({ name }) => name !== ROPE_FACTORS && !LEFT_OUT.test(name))
    .map((range) => {
      checkLayer(range.file, range.name, Number(config['num_hidden_layers']));
      return toStoredTensor(range.file, range, kind);
    });
  const files = parts.map((part) => part.file);
  return { weights: new StoredTensors(file.path, tensors, files), metadata: header.metadata, config };
}

/** All parts' tensors by name. */
function joined(parts: readonly GgufPart[]): ReadonlyMap<string, PlacedRange> {
  const ranges = new Map<string, PlacedRange>();
  for (const { file, ranges: own } of parts)
    for (const range of own) {
      if (ranges.has(range.name))
        throw new RuntimeError(
          'format',
          `${file.path} holds tensor "${range.name}", as an earlier part does; download the parts again.`,
        );
      ranges.set(range.name, { ...range, file });
    }
  return ranges;
}

/** Layers beyond those that the metadata count would be left out without a word. */
function checkLayer(file: RandomAccessFile, name: string, layers: number): void {
  const layer = /^blk\.(\d+)\./.exec(name)?.[1];
  if (layer === undefined || Number(layer) < layers) return;
  throw new RuntimeError(
    'format',
    `${file.path} holds tensor "${name}" although its metadata say ${layers} layers; convert the model anew.`,
  );
}

/** What sets a kind of model's tensors apart. */
interface ModelKind {
  /** Given where q and k stand in GGUF's rope order. */
  readonly ropeHeads: GgufHeads | undefined;
  /** Norms stand as what they multiply by, 1 + weight (`norm_shift` in llama.cpp's converter). */
  readonly isGemma: boolean;
}

function toStoredTensor(
  file: RandomAccessFile,
  range: GgufTensorRange,
  { ropeHeads: heads, isGemma }: ModelKind,
): StoredTensor {
  const name = huggingFaceName(range.name, isGemma);
  if (name === undefined) {
    throw new RuntimeError(
      'unsupported',
      `${file.path} holds tensor "${range.name}", which no supported model has; take another model.`,
    );
  }
  const { dtype, shape, start, byteLength } = range;
  const isShifted = isGemma && /norm\.weight$/.test(range.name);
  const stored = { info: { name, dtype, shape }, file, start, byteLength, ...(isShifted && { offset: -1 }) };
  const ropeHeads = /\.attn_q\./.test(range.name)
    ? heads?.query
    : /\.attn_k\./.test(range.name)
      ? heads?.keyValue
      : undefined;
  if (ropeHeads === undefined) return stored;
  if ((shape[0] ?? 0) % (2 * ropeHeads) !== 0) {
    throw new RuntimeError(
      'format',
      `${file.path}: tensor "${range.name}" has ${shape[0] ?? 0} rows, which ${ropeHeads} heads don't divide; download it again.`,
    );
  }
  return { ...stored, ropeHeads };
}
