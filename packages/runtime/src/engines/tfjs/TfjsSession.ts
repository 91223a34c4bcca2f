import * as tf from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../RuntimeError.js';
import type { Node, Program, Sizes, Variable } from '../../program/index.js';
import { effectInputs, evaluateDim, reachable } from '../../program/index.js';
import type { DeviceTensor, Feed, Feeds, HostTensor, RunOptions, Session } from '../Engine.js';
import { isDeviceTensor } from '../Engine.js';
import { requireFit } from '../requireFit.js';
import { learnSizes, planKey } from '../RunPlan.js';
import { alias } from './alias.js';
import { type NewValue, newValues } from './effects.js';
import { type InterpretedPlan, interpretedPlan } from './InterpretedPlan.js';
import { requireInRange } from './requireInRange.js';
import type { TfjsDevice } from './TfjsDevice.js';
import { TfjsTensor } from './TfjsTensor.js';

/** A program with the values of its variables, computed node by node. */
export class TfjsSession implements Session {
  private readonly variables: ReadonlyMap<string, Variable>;
  private readonly values = new Map<Variable, tf.Tensor>();
  /** Variables whose rows are written in place. */
  private readonly written: ReadonlySet<Variable>;
  /** The memory of those. */
  private readonly changing = new WeakSet();
  private readonly plans = new Map<string, InterpretedPlan>();
  private disposed = false;

  constructor(
    private readonly device: TfjsDevice,
    private readonly program: Program,
  ) {
    this.variables = new Map(program.variables.map((variable) => [variable.name, variable]));
    this.written = writtenVariables(program);
  }

  run<Name extends string>(
    entry: string,
    outputs: readonly Name[],
    feeds: Feeds,
    options?: RunOptions,
  ): Record<Name, DeviceTensor> {
    this.requireAlive();
    const plan = this.plan(entry, outputs, feeds);
    const sizes = learnSizes(plan, feeds, options);
    const results = this.device.do(() => this.compute(plan, feeds, sizes));
    const tensors = results.map((result): DeviceTensor => new TfjsTensor(this.device, result));
    return Object.fromEntries(outputs.map((name, index) => [name, tensors[index]!])) as Record<
      Name,
      DeviceTensor
    >;
  }

  assign(values: Readonly<Record<string, HostTensor>>): void {
    this.requireAlive();
    const targets = Object.entries(values).map(([name, value]) => {
      const variable = this.variable(name);
      requireFit(variable, value);
      return { variable, value };
    });
    this.device.do(() => {
      for (const { variable, value } of targets) this.store(variable, this.device.upload(value));
    });
  }

  async readVariable(name: string): Promise<Float32Array> {
    this.requireAlive();
    return (await this.device.read(this.stored(this.variable(name)))) as Float32Array;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.device.do(() => {
      tf.dispose([...this.values.values()]);
    });
    this.values.clear();
  }

  private compute(plan: InterpretedPlan, feeds: Feeds, sizes: Sizes): tf.Tensor[] {
    const live = new Map<Node, tf.Tensor>();
    const changes: NewValue[] = [];
    try {
      plan.nodes.forEach((node, place) => {
        const name = plan.names.get(node);
        const inputs = name === undefined ? node.inputs.map((input) => live.get(input)!) : [];
        live.set(node, name === undefined ? this.value(node, inputs, sizes) : this.fed(node, feeds[name]!));
        for (const finished of plan.finished[place]!) {
          live.get(finished)!.dispose();
          live.delete(finished);
        }
      });
      const stored = (variable: Variable): tf.Tensor => this.stored(variable);
      for (const effect of plan.effects)
        changes.push(...newValues(effect, (node) => live.get(node)!, stored, this.device.backend));
    } catch (error) {
      tf.dispose([...live.values(), ...changes.map(([, tensor]) => tensor)]);
      throw error;
    }
    const results = plan.outputs.map((node) => alias(live.get(node)!));
    for (const [variable, tensor] of changes) this.store(variable, tensor);
    tf.dispose([...live.values()]);
    return results;
  }

  private value(node: Node, inputs: readonly tf.Tensor[], sizes: Sizes): tf.Tensor {
    if (node.op.kind === 'read') return alias(this.stored(node.op.variable));
    if (node.op.kind === 'updateRows') return this.updateRows(node, node.op.variable, inputs, sizes);
    return tf.tidy(() =>
      this.device.backend.evaluate(node, inputs, {
        sizes,
        indices: (x) => this.device.backend.indices(x),
        matMul: (a, b, transposeA, transposeB) =>
          this.device.backend.matMul(a, b, transposeA, transposeB, (x) => this.changing.has(x.dataId)),
      }),
    );
  }

  private fed(node: Node, feed: Feed): tf.Tensor {
    if (feed.dtype !== node.dtype)
      throw new RuntimeError('engine', `A value of ${node.dtype} was fed as ${feed.dtype}.`);
    if (!isDeviceTensor(feed)) return this.device.upload(feed);
    if (!(feed instanceof TfjsTensor) || feed.device !== this.device)
      throw new RuntimeError('engine', 'This value belongs to another engine.');
    return alias(feed.value);
  }

  /** Writes rows where they lie, unless somebody still holds the value that the variable had. */
  private updateRows(
    node: Node,
    variable: Variable,
    [indices, rows]: readonly tf.Tensor[],
    sizes: Sizes,
  ): tf.Tensor {
    const { backend } = this.device;
    if (backend.sharers(this.stored(variable)) > 1) this.store(variable, backend.copy(this.stored(variable)));
    const target = this.stored(variable);
    const shape = node.shape.map((dim) => evaluateDim(dim, sizes));
    const width = shape.at(-1)!;
    const places = backend.indices(indices!);
    if (places) requireInRange(`row of "${variable.name}"`, places, width === 0 ? 0 : target.size / width);
    if (rows!.size > 0) backend.writeRows(target, indices!, rows!);
    return tf.reshape(target, shape);
  }

  private store(variable: Variable, tensor: tf.Tensor): void {
    // wasm's products may have packed the memory of a computed value, before it was known to change.
    const isComputed = this.written.has(variable) && this.device.backend.sharers(tensor) > 1;
    const kept = isComputed ? this.device.backend.copy(tensor) : tensor;
    if (isComputed) tensor.dispose();
    this.values.get(variable)?.dispose();
    this.values.set(variable, kept);
    if (this.written.has(variable)) this.changing.add(kept.dataId);
  }

  private stored(variable: Variable): tf.Tensor {
    const tensor = this.values.get(variable);
    if (!tensor) throw new RuntimeError('engine', `The variable "${variable.name}" has no value yet.`);
    return tensor;
  }

  private variable(name: string): Variable {
    const variable = this.variables.get(name);
    if (!variable) throw new RuntimeError('engine', `The program has no variable "${name}".`);
    return variable;
  }

  private plan(entry: string, outputs: readonly string[], feeds: Feeds): InterpretedPlan {
    const key = planKey(entry, outputs, feeds);
    const plan = this.plans.get(key) ?? interpretedPlan(this.program, entry, outputs, feeds);
    this.plans.set(key, plan);
    return plan;
  }

  private requireAlive(): void {
    if (this.disposed) throw new RuntimeError('engine', 'This model has been disposed of.');
  }
}

function writtenVariables({ entries }: Program): ReadonlySet<Variable> {
  const roots = Object.values(entries).flatMap(({ outputs, effects = [] }) => [
    ...Object.values(outputs),
    ...effects.flatMap(effectInputs),
  ]);
  return new Set(reachable(roots).flatMap(({ op }) => (op.kind === 'updateRows' ? [op.variable] : [])));
}
