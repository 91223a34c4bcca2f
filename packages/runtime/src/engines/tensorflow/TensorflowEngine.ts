import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeError } from '../../RuntimeError.js';
import type { DType, Program, Sizes } from '../../program/index.js';
import { evaluateDim } from '../../program/index.js';
import type { DeviceTensor, Engine, Feed, Feeds, HostTensor, RunOptions, Session } from '../Engine.js';
import { intTensor, isDeviceTensor } from '../Engine.js';
import { engineFailure } from '../engineFailure.js';
import { readOnce } from '../readOnce.js';
import { requireFit } from '../requireFit.js';
import type { RunPlan } from '../RunPlan.js';
import { learnSizes, planKey, planRun } from '../RunPlan.js';
import type { Binding, TensorInfo } from './binding.js';
import { loadBinding, tensorflowTypes } from './binding.js';
import { encodeSavedModel } from './graphDef.js';
import type { VariableTensors, WrittenGraph } from './writeGraph.js';
import { writeGraph } from './writeGraph.js';

/** Runs a program as one TensorFlow graph in one session. */
export class TensorflowEngine implements Engine {
  readonly name = 'tensorflow';
  readonly description: string;
  private readonly binding: Binding;

  readonly card?: NonNullable<Engine['card']>;

  /**
   * @param installed where the addons are, as set-up gives it
   * @param device the cards that the library may use (`CUDA_VISIBLE_DEVICES`), and the one that it is to compute on
   */
  constructor(
    installed: { readonly addon: string; readonly muteAddon: string },
    { visible, card }: { readonly visible?: string; readonly card?: NonNullable<Engine['card']> } = {},
  ) {
    this.binding = loadBinding(installed, visible);
    if (card && this.usesCard) this.card = { name: card.name, memory: card.memory };
    this.description = `TensorFlow ${this.binding.TF_Version}${this.card ? ` on ${this.card.name}` : ''}`;
  }

  get startsAhead(): boolean {
    return this.card !== undefined;
  }

  /** Whether the library has found a card that it can use. */
  get usesCard(): boolean {
    return this.binding.isUsingGpuDevice();
  }

  load(program: Program): Session {
    return new TensorflowSession(this.binding, program);
  }

  memory(): { numTensors: number } {
    return { numTensors: this.binding.getNumOfTensors() };
  }
}

/** A plan with the names that TensorFlow knows its parts by. */
interface PreparedRun extends RunPlan {
  readonly fedTensors: readonly (readonly [name: string, tensor: string])[];
  readonly sizeTensors: readonly string[];
  readonly inputNames: string;
  readonly outputNames: string;
}

class TensorflowSession implements Session {
  private readonly graph: WrittenGraph;
  private readonly id: number;
  private readonly prepared = new Map<string, PreparedRun>();
  private disposed = false;

  constructor(
    private readonly binding: Binding,
    private readonly program: Program,
  ) {
    this.graph = writeGraph(program);
    const folder = mkdtempSync(join(tmpdir(), 'msafeedit-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(this.graph.nodes));
      this.id = binding.loadSavedModel(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  run<Name extends string>(
    entry: string,
    outputs: readonly Name[],
    feeds: Feeds,
    options?: RunOptions,
  ): Record<Name, DeviceTensor> {
    const plan = this.prepare(entry, outputs, feeds);
    const sizes = learnSizes(plan, feeds, options);
    const vectors = plan.sizeTensors.map((tensor) => this.sizeVector(tensor, sizes));
    const fed = [...plan.fedTensors.map(([name]) => feeds[name]!), ...vectors];
    const results = this.execute(fed, plan.inputNames, plan.outputNames);
    if (results.length > outputs.length) this.binding.deleteTensor(results.pop()!.id);
    return Object.fromEntries(
      outputs.map((name, index) => [name, this.deviceTensor(results[index]!)]),
    ) as Record<Name, DeviceTensor>;
  }

  assign(values: Readonly<Record<string, HostTensor>>): void {
    const names = Object.keys(values);
    const targets = names.map((name) => this.variable(name));
    const fed = names.map((name) => {
      const variable = this.program.variables.find((each) => each.name === name)!;
      requireFit(variable, values[name]!);
      return { ...values[name]!, data: unkept(values[name]!.data) };
    });
    const results = this.execute(
      fed,
      targets.map((target) => target.value).join(','),
      targets.map((target) => target.done).join(','),
    );
    for (const result of results) this.binding.deleteTensor(result.id);
  }

  async readVariable(name: string): Promise<Float32Array> {
    const [result] = this.execute([], '', this.variable(name).read);
    return (await readOnce(this.deviceTensor(result!))) as Float32Array;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.binding.deleteSavedModel(this.id);
  }

  private prepare(entry: string, outputs: readonly string[], feeds: Feeds): PreparedRun {
    const key = planKey(entry, outputs, feeds);
    const known = this.prepared.get(key);
    if (known) return known;
    const plan = planRun(this.program, entry, outputs, feeds);
    const fedTensors = [...plan.fed].map(([name, node]) => [name, this.graph.tensors.get(node)!] as const);
    const fedNodes = new Set(plan.fed.values());
    const computed = plan.nodes.filter((node) => !fedNodes.has(node));
    const sizeTensors = [...this.graph.sizeVectors]
      .filter(([, vector]) => computed.some((node) => vector.users.has(node)))
      .map(([tensor]) => tensor);
    const fetched = plan.outputs.map((node) => this.graph.tensors.get(node)!);
    if (plan.effects.length > 0) fetched.push(this.graph.effects.get(entry)!);
    const prepared: PreparedRun = {
      ...plan,
      fedTensors,
      sizeTensors,
      inputNames: [...fedTensors.map(([, tensor]) => tensor), ...sizeTensors].join(','),
      outputNames: fetched.join(','),
    };
    this.prepared.set(key, prepared);
    return prepared;
  }

  /**
   * Runs the session and lets go of what was fed from the host. Of a run that failed the addon keeps its own references
   * to what was fed (tfjs-node's RunSavedModel drops them only after success): that memory stays taken.
   */
  private execute(feeds: readonly Feed[], inputNames: string, outputNames: string): TensorInfo[] {
    if (this.disposed) throw new RuntimeError('engine', 'This model has been disposed of.');
    const fed: FedTensor[] = [];
    try {
      for (const feed of feeds) fed.push(this.feed(feed));
      return this.binding.runSavedModel(
        this.id,
        fed.map((tensor) => tensor.id),
        inputNames,
        outputNames,
      );
    } catch (error) {
      if (RuntimeError.is(error)) throw error;
      throw engineFailure('TensorFlow', error);
    } finally {
      for (const tensor of fed) if (tensor.temporary) this.binding.deleteTensor(tensor.id);
    }
  }

  private sizeVector(tensor: string, sizes: Sizes): HostTensor {
    const { dims, shape } = this.graph.sizeVectors.get(tensor)!;
    try {
      return intTensor(
        dims.map((dim) => evaluateDim(dim, sizes)),
        shape,
      );
    } catch (error) {
      throw new RuntimeError('engine', error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    }
  }

  private feed(feed: Feed): FedTensor {
    if (!isDeviceTensor(feed)) return this.hostTensor(feed);
    if (!(feed instanceof TensorflowTensor))
      throw new RuntimeError('engine', 'This value belongs to another engine.');
    return { id: feed.id, temporary: false };
  }

  private hostTensor({ data, dtype, shape }: HostTensor): FedTensor {
    const id =
      data instanceof Uint16Array
        ? this.binding.createTensor(
            [...shape, 2],
            tensorflowTypes.uint8,
            new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
          )
        : this.binding.createTensor(shape, tensorflowTypes[dtype], data);
    return { id, temporary: true };
  }

  private deviceTensor(info: TensorInfo): DeviceTensor {
    return new TensorflowTensor(this.binding, info);
  }

  private variable(name: string): VariableTensors {
    const tensors = this.graph.variables.get(name);
    if (!tensors) throw new RuntimeError('engine', `The program has no variable "${name}".`);
    return tensors;
  }
}

/**
 * Numbers that TensorFlow doesn't keep, but copies: it takes over JavaScript's memory only where this begins at a multiple of
 * 64 bytes. What it took over the addon would free where TensorFlow lets go of it; for a variable's value that is on one of
 * TensorFlow's own threads, or on several at once, and JavaScript's heap breaks.
 */
function unkept<Numbers extends HostTensor['data']>(data: Numbers): Numbers {
  if (data.byteOffset % 8 === 4) return data; // memory begins at a multiple of 8
  const Type = data.constructor as new (buffer: ArrayBuffer, byteOffset: number, length: number) => Numbers;
  const copy = new Type(new ArrayBuffer(data.byteLength + 4), 4, data.length);
  copy.set(data);
  return copy;
}

interface FedTensor {
  readonly id: number;
  readonly temporary: boolean;
}

class TensorflowTensor implements DeviceTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
  private disposed = false;

  constructor(
    private readonly binding: Binding,
    info: TensorInfo,
  ) {
    this.id = info.id;
    this.shape = info.shape;
    this.dtype = info.dtype === tensorflowTypes.int32 ? 'int32' : 'float32';
  }

  read(): Promise<Float32Array | Int32Array> {
    return new Promise((resolve) => {
      if (this.disposed) throw new RuntimeError('engine', 'This value has been disposed of.');
      resolve(this.binding.tensorDataSync(this.id));
    });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.binding.deleteTensor(this.id);
  }
}
