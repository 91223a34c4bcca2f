import type { Dim, Effect, Entry, Node, Program, Shape, Variable } from '../../program/index.js';
import { adamBetas, addDims, effectInputs, multiplyDims, reachable } from '../../program/index.js';
import type { Attribute, NodeDef } from './graphDef.js';
import {
  boolAttribute,
  intAttribute,
  shapeAttribute,
  stringAttribute,
  tensorAttribute,
  typeAttribute,
} from './graphDef.js';

/** A program as TensorFlow nodes, and the names by which the parts of it are fed and fetched. */
export interface WrittenGraph {
  readonly nodes: readonly NodeDef[];
  /** The tensor of each node of the program, such as `n12:0`. */
  readonly tensors: ReadonlyMap<Node, string>;
  /** Vectors of sizes that must be fed, by the tensor to feed; each is needed by the nodes listed. */
  readonly sizeVectors: ReadonlyMap<
    string,
    { readonly dims: readonly Dim[]; readonly shape: readonly number[]; readonly users: ReadonlySet<Node> }
  >;
  /** By entry: the tensor whose fetching makes the entry's effects. */
  readonly effects: ReadonlyMap<string, string>;
  /** By variable: the placeholder that takes its new value, and the tensor whose fetching assigns it. */
  readonly assigns: ReadonlyMap<string, { readonly value: string; readonly done: string }>;
  readonly reads: ReadonlyMap<string, string>;
  /** Variables whose rows are updated where they lie. */
  readonly writtenInPlace: ReadonlySet<Variable>;
}

export function writeGraph(program: Program): WrittenGraph {
  const writer = new GraphWriter();
  for (const variable of program.variables) writer.declare(variable);
  const entries = Object.entries(program.entries);
  const roots = entries.flatMap(([, entry]) => [
    ...Object.values(entry.outputs),
    ...(entry.effects ?? []).flatMap(effectInputs),
  ]);
  for (const node of reachable(roots)) writer.write(node);
  for (const [name, entry] of entries) if (entry.effects?.length) writer.writeEffects(name, entry);
  return writer;
}

const changedVariables = (effect: Effect): Variable[] =>
  effect.kind === 'assign' ? [effect.variable] : [effect.variable, effect.firstMoment, effect.secondMoment];

const float = typeAttribute('float32');
const int = typeAttribute('int32');
/** Sizes that only a run knows are -1 in TensorFlow. */
const staticShape = (shape: Shape): number[] => shape.map((dim) => (typeof dim === 'number' ? dim : -1));

class GraphWriter implements WrittenGraph {
  readonly nodes: NodeDef[] = [];
  readonly tensors = new Map<Node, string>();
  readonly sizeVectors = new Map<
    string,
    { dims: readonly Dim[]; shape: readonly number[]; users: Set<Node> }
  >();
  readonly effects = new Map<string, string>();
  readonly assigns = new Map<string, { value: string; done: string }>();
  readonly reads = new Map<string, string>();
  readonly writtenInPlace = new Set<Variable>();
  private readonly constants = new Map<string, string>();
  private readonly handles = new Map<Variable, string>();

  /** A variable's handle, a read, and an assignment from a placeholder. */
  declare(variable: Variable): void {
    const dtype = typeAttribute(variable.dtype);
    // One whose shape changes from run to run (a cache) is declared without one.
    const shape = staticShape(variable.shape);
    const handle = this.add('VarHandleOp', [], {
      dtype,
      shape: shapeAttribute(shape.includes(-1) ? undefined : shape),
      shared_name: stringAttribute(variable.name),
      container: stringAttribute(''),
    });
    this.handles.set(variable, handle);
    const value = this.add('Placeholder', [], { dtype, shape: shapeAttribute(shape) });
    const assign = this.add('AssignVariableOp', [handle, value], { dtype });
    this.assigns.set(variable.name, { value: `${value}:0`, done: this.after([assign]) });
    this.reads.set(variable.name, `${this.add('ReadVariableOp', [handle], { dtype })}:0`);
  }

  /** Effects wait until all that the entry may read of what they change has been read. */
  writeEffects(name: string, { outputs, effects = [] }: Entry): void {
    const changed = new Set(effects.flatMap(changedVariables));
    const nodes = reachable([...Object.values(outputs), ...effects.flatMap(effectInputs)]);
    const reads = nodes.filter((node) => node.op.kind === 'read' && changed.has(node.op.variable));
    const after = reads.map((node) => `^${this.tensors.get(node)!.split(':')[0]!}`);
    this.effects.set(name, this.after(effects.map((effect) => this.effect(effect, after))));
  }

  write(node: Node): void {
    this.tensors.set(node, this.lower(node));
  }

  private lower(node: Node): string {
    const inputs = node.inputs.map((input) => this.tensors.get(input)!);
    const [a, b] = inputs as [string, string];
    const T = typeAttribute(node.inputs[0]?.dtype ?? node.dtype);
    const { op } = node;
    switch (op.kind) {
      case 'placeholder':
        return this.tensor('Placeholder', [], {
          dtype: typeAttribute(node.dtype),
          shape: shapeAttribute(staticShape(node.shape)),
        });
      case 'read':
        return this.tensor('ReadVariableOp', [this.handle(op.variable)], {
          dtype: typeAttribute(node.dtype),
        });
      case 'constant':
        return this.constant(Float32Array.of(op.value), []);
      case 'matMul':
        return node.shape.length === 2
          ? this.tensor('MatMul', inputs, {
              T,
              transpose_a: boolAttribute(op.transposeA),
              transpose_b: boolAttribute(op.transposeB),
            })
          : this.tensor('BatchMatMulV2', inputs, {
              T,
              adj_x: boolAttribute(op.transposeA),
              adj_y: boolAttribute(op.transposeB),
            });
      case 'add':
        return this.tensor('AddV2', inputs, { T });
      case 'sub':
        return this.tensor('Sub', inputs, { T });
      case 'mul':
        return this.tensor('Mul', inputs, { T });
      case 'div':
        return this.tensor('RealDiv', inputs, { T });
      case 'minimum':
        return this.tensor('Minimum', inputs, { T });
      case 'maximum':
        return this.tensor('Maximum', inputs, { T });
      case 'greaterEqual':
        return this.tensor('GreaterEqual', inputs, { T });
      case 'neg':
        return this.tensor('Neg', inputs, { T });
      case 'exp':
        return this.tensor('Exp', inputs, { T });
      case 'log':
        return this.tensor('Log', inputs, { T });
      case 'sqrt':
        return this.tensor('Sqrt', inputs, { T });
      case 'rsqrt':
        return this.tensor('Rsqrt', inputs, { T });
      case 'square':
        return this.tensor('Square', inputs, { T });
      case 'sigmoid':
        return this.tensor('Sigmoid', inputs, { T });
      case 'tanh':
        return this.tensor('Tanh', inputs, { T });
      case 'select':
        return this.tensor('SelectV2', inputs, { T: typeAttribute(node.dtype) });
      case 'softmax':
        return this.tensor('Softmax', inputs, { T });
      case 'logSoftmax':
        return this.tensor('LogSoftmax', inputs, { T });
      case 'argMax':
        return this.tensor('ArgMax', [a, this.ints([-1], [])], { T, Tidx: int, output_type: int });
      case 'crossEntropy':
        return this.crossEntropy(node, inputs);
      case 'crossEntropyGradient':
        return `${this.crossEntropy(node, inputs).split(':')[0]}:1`;
      case 'sum':
      case 'mean': {
        const axes = this.ints(op.axes);
        return this.tensor(op.kind === 'sum' ? 'Sum' : 'Mean', [a, axes], {
          T,
          Tidx: int,
          keep_dims: boolAttribute(op.keepDims),
        });
      }
      case 'broadcast':
        return this.tensor('BroadcastTo', [a, this.sizes(node, node.shape)], { T, Tidx: int });
      case 'reshape':
        return this.tensor('Reshape', [a, this.reshapeTo(node)], { T, Tshape: int });
      case 'transpose':
        return this.tensor('Transpose', [a, this.ints(op.permutation)], { T, Tperm: int });
      case 'slice': {
        const begin = node.shape.map((_, axis) => (axis === op.axis ? op.start : 0));
        const size = node.shape.map((_, axis) => (axis === op.axis ? op.size : -1));
        return this.tensor('Slice', [a, this.ints(begin), this.ints(size)], { T, Index: int });
      }
      case 'concat':
        return this.tensor('ConcatV2', [...inputs, this.ints([op.axis], [])], {
          T,
          N: intAttribute(inputs.length),
          Tidx: int,
        });
      case 'reverse':
        return this.tensor('ReverseV2', [a, this.ints([op.axis])], { T, Tidx: int });
      case 'pad': {
        const inner = node.inputs[0]!.shape[op.axis]!;
        const behind = addDims(addDims(node.shape[op.axis]!, inner, -1), op.before, -1);
        const paddings = node.shape.flatMap((_, axis) => (axis === op.axis ? [op.before, behind] : [0, 0]));
        return this.tensor('Pad', [a, this.sizes(node, paddings, [node.shape.length, 2])], {
          T,
          Tpaddings: int,
        });
      }
      case 'gather':
        return this.tensor('GatherV2', [a, b, this.ints([0], [])], {
          Tparams: T,
          Tindices: int,
          Taxis: int,
          batch_dims: intAttribute(0),
        });
      case 'scatterRows': {
        const column = this.tensor('ExpandDims', [b, this.ints([-1], [])], { T: int, Tdim: int });
        return this.tensor('ScatterNd', [column, a, this.sizes(node, node.shape)], { T, Tindices: int });
      }
      case 'updateRows':
        return this.updateRows(node, op.variable, a, b);
    }
  }

  /** One TensorFlow op gives both the loss and its slope. */
  private crossEntropy(node: Node, inputs: readonly string[]): string {
    const key = `crossEntropy|${inputs.join('|')}`;
    const known = this.constants.get(key);
    if (known) return known;
    const tensor = this.tensor('SparseSoftmaxCrossEntropyWithLogits', inputs, {
      T: float,
      Tlabels: typeAttribute(node.inputs[1]!.dtype),
    });
    this.constants.set(key, tensor);
    return tensor;
  }

  /**
   * `InplaceUpdate` writes into the buffer that `ReadVariableOp` hands out, which is the variable's own:
   * no copy of the cache. (ResourceStridedSliceAssign with a later read copies all of it.)
   */
  private updateRows(node: Node, variable: Variable, indices: string, values: string): string {
    const T = typeAttribute(node.dtype);
    this.writtenInPlace.add(variable);
    const current = this.tensor('ReadVariableOp', [this.handle(variable)], { dtype: T });
    const width = node.shape.at(-1);
    if (typeof width !== 'number') throw new RangeError('Rows of a variable need a known width.');
    const rows = this.tensor('Reshape', [current, this.ints([-1, width])], { T, Tshape: int });
    const updated = this.tensor('InplaceUpdate', [rows, indices, values], { T });
    return this.tensor('Reshape', [updated, this.sizes(node, node.shape)], { T, Tshape: int });
  }

  private effect(effect: Effect, after: readonly string[]): string {
    const handle = this.handle(effect.variable);
    const dtype = typeAttribute(effect.variable.dtype);
    if (effect.kind === 'assign')
      return this.add('AssignVariableOp', [handle, this.tensors.get(effect.value)!, ...after], { dtype });
    const of = (node: Node): string => this.tensors.get(node)!;
    const inputs = [
      handle,
      this.handle(effect.firstMoment),
      this.handle(effect.secondMoment),
      of(effect.beta1Power),
      of(effect.beta2Power),
    ];
    const betas = [
      this.constant(Float32Array.of(adamBetas.beta1), []),
      this.constant(Float32Array.of(adamBetas.beta2), []),
    ];
    return this.add(
      'ResourceApplyAdam',
      [...inputs, of(effect.learningRate), ...betas, of(effect.epsilon), of(effect.gradient), ...after],
      { T: dtype, use_locking: boolAttribute(false) },
    );
  }

  /** Shape of a reshape: a constant where at most one size is open (-1), else fed. */
  private reshapeTo(node: Node): string {
    const shape = staticShape(node.shape);
    return shape.filter((size) => size === -1).length < 2 ? this.ints(shape) : this.sizes(node, node.shape);
  }

  /** A vector (or matrix) of sizes: a constant where all are known, else a placeholder that the session feeds. */
  private sizes(user: Node, dims: readonly Dim[], shape: readonly number[] = [dims.length]): string {
    if (dims.every((dim) => typeof dim === 'number')) return this.ints(dims, shape);
    const key = `sizes|${shape.join('x')}|${dims.map((dim) => String(multiplyDims(dim))).join(',')}`;
    const tensor =
      this.constants.get(key) ?? this.tensor('Placeholder', [], { dtype: int, shape: shapeAttribute(shape) });
    this.constants.set(key, tensor);
    const entry = this.sizeVectors.get(tensor) ?? { dims, shape, users: new Set<Node>() };
    entry.users.add(user);
    this.sizeVectors.set(tensor, entry);
    return tensor;
  }

  private ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant(Int32Array.from(values), shape);
  }

  private constant(data: Float32Array | Int32Array, shape: readonly number[]): string {
    const key = `${data.constructor.name}|${shape.join('x')}|${data.join(',')}`;
    const known = this.constants.get(key);
    if (known) return known;
    const dtype = data instanceof Int32Array ? int : float;
    const tensor = this.tensor('Const', [], { dtype, value: tensorAttribute(data, shape) });
    this.constants.set(key, tensor);
    return tensor;
  }

  private handle(variable: Variable): string {
    const handle = this.handles.get(variable);
    if (handle === undefined)
      throw new RangeError(`The program does not declare the variable "${variable.name}".`);
    return handle;
  }

  /** A tensor to fetch that is there once `operations` have run. */
  private after(operations: readonly string[]): string {
    const one = this.constant(Int32Array.of(1), []);
    return this.tensor('Identity', [one, ...operations.map((operation) => `^${operation}`)], { T: int });
  }

  private tensor(op: string, input: readonly string[], attr: Record<string, Attribute>): string {
    return `${this.add(op, input, attr)}:0`;
  }

  private add(op: string, input: readonly string[], attr: Record<string, Attribute>): string {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, op, input, attr });
    return name;
  }
}
