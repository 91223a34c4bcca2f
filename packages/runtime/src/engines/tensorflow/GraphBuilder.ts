import type { Dim, Node, Shape, Variable } from '../../program/index.js';
import { multiplyDims } from '../../program/index.js';
import type { Attribute, NodeDef } from './graphDef.js';
import { shapeAttribute, tensorAttribute, typeAttribute } from './graphDef.js';

/** Sizes that only a run knows are -1 in TensorFlow. */
export const staticShape = (shape: Shape): number[] =>
  shape.map((dim) => (typeof dim === 'number' ? dim : -1));

/** Sizes that a run must feed as one int32 vector or matrix. */
export interface SizeVector {
  readonly dims: readonly Dim[];
  readonly shape: readonly number[];
  /** The nodes that need it. */
  readonly users: Set<Node>;
}

/** Collects TensorFlow nodes; what is asked for twice is written once. */
export class GraphBuilder {
  readonly nodes: NodeDef[] = [];
  /** By the tensor to feed. */
  readonly sizeVectors = new Map<string, SizeVector>();
  private readonly written = new Map<string, string>();
  private readonly handles = new Map<Variable, string>();

  setHandle(variable: Variable, handle: string): void {
    this.handles.set(variable, handle);
  }

  handle(variable: Variable): string {
    const handle = this.handles.get(variable);
    if (handle === undefined)
      throw new RangeError(`The program does not declare the variable "${variable.name}".`);
    return handle;
  }

  /** The tensor that was written under `key`, or that `write` writes now. */
  once(key: string, write: () => string): string {
    const known = this.written.get(key);
    if (known !== undefined) return known;
    const tensor = write();
    this.written.set(key, tensor);
    return tensor;
  }

  /** A vector (or matrix) of sizes: a constant where all are known, else a placeholder that the session feeds. */
  sizes(user: Node, dims: readonly Dim[], shape: readonly number[] = [dims.length]): string {
    if (dims.every((dim) => typeof dim === 'number')) return this.ints(dims, shape);
    const key = `sizes|${shape.join('x')}|${dims.map((dim) => String(multiplyDims(dim))).join(',')}`;
    const tensor = this.once(key, () =>
      this.tensor('Placeholder', [], { dtype: typeAttribute('int32'), shape: shapeAttribute(shape) }),
    );
    const entry = this.sizeVectors.get(tensor) ?? { dims, shape, users: new Set<Node>() };
    entry.users.add(user);
    this.sizeVectors.set(tensor, entry);
    return tensor;
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant(Int32Array.from(values), shape);
  }

  constant(data: Float32Array | Int32Array, shape: readonly number[]): string {
    const dtype = typeAttribute(data instanceof Int32Array ? 'int32' : 'float32');
    return this.once(`${data.constructor.name}|${shape.join('x')}|${data.join(',')}`, () =>
      this.tensor('Const', [], { dtype, value: tensorAttribute(data, shape) }),
    );
  }

  /** A tensor to fetch that is there once `operations` have run. */
  after(operations: readonly string[]): string {
    const one = this.constant(Int32Array.of(1), []);
    return this.tensor('Identity', [one, ...operations.map((operation) => `^${operation}`)], {
      T: typeAttribute('int32'),
    });
  }

  tensor(op: string, input: readonly string[], attr: Record<string, Attribute>): string {
    return `${this.add(op, input, attr)}:0`;
  }

  add(op: string, input: readonly string[], attr: Record<string, Attribute>): string {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, op, input, attr });
    return name;
  }
}
