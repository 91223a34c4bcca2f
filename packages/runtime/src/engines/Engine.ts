import type { DType, HalfDType, Program } from '../program/index.js';

export const engineNames = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

/** A value on its way into a program. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Half precision as 16-bit words. */
  readonly data: Float32Array | Int32Array | Uint16Array;
}

/** A value (float32 or int32) that a run gave and that stays with the engine: read it, feed it to another run, dispose of it. */
export interface DeviceTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  read(): Promise<Float32Array | Int32Array>;
  dispose(): void;
}

export type Feed = HostTensor | DeviceTensor;
export type Feeds = Readonly<Record<string, Feed>>;

export interface RunOptions {
  /** Sizes that no fed value shows. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** A program loaded into an engine, with its variables. */
export interface Session {
  /**
   * Runs an entry: computes `outputs` (names of the entry's), then makes all of its effects.
   * `feeds` gives the placeholders it needs, and may give points of the program instead of having them computed.
   * @throws RuntimeError('memory') where the engine's memory ran out; the session can be used on. 'engine' where a needed
   *   value isn't fed, or the engine fails otherwise
   */
  run<Name extends string>(
    entry: string,
    outputs: readonly Name[],
    feeds: Feeds,
    options?: RunOptions,
  ): Record<Name, DeviceTensor>;
  /** Sets variables, to copies of the arrays. */
  assign(values: Readonly<Record<string, HostTensor>>): void;
  /** Reads a variable, as float32. */
  readVariable(name: string): Promise<Float32Array>;
  dispose(): void;
}

/** Something that runs programs. */
export interface Engine {
  readonly name: EngineName;
  /** One line for people: version, device. */
  readonly description: string;
  /** The graphics card, where the engine runs on one; its memory in bytes. */
  readonly card?: { readonly name: string; readonly memory: number };
  /** Whether it starts operations while those before them are still computed: on a card, whichever way it is reached. */
  readonly startsAhead: boolean;
  /** @throws RuntimeError('unsupported') where the program computes in half precision and this engine can't */
  load(program: Program): Session;
  /** Values alive in this engine; what it was before a thing was made, it must be after that was disposed of. */
  memory(): { readonly numTensors: number };
}

export const isDeviceTensor = (feed: Feed): feed is DeviceTensor => 'read' in feed;

export const floatTensor = (data: Float32Array, shape: readonly number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data,
});

export const halfTensor = (dtype: HalfDType, data: Uint16Array, shape: readonly number[]): HostTensor => ({
  dtype,
  shape,
  data,
});

/** Zeros of a shape. */
export function zeros(dtype: 'float32' | HalfDType, shape: readonly number[]): HostTensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return dtype === 'float32'
    ? floatTensor(new Float32Array(size), shape)
    : halfTensor(dtype, new Uint16Array(size), shape);
}

export const intTensor = (
  values: ArrayLike<number>,
  shape: readonly number[] = [values.length],
): HostTensor => ({
  dtype: 'int32',
  shape,
  data: values instanceof Int32Array ? values : Int32Array.from(values),
});

export const scalar = (value: number): HostTensor => floatTensor(Float32Array.of(value), []);
