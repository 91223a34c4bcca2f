import type { Node, Variable } from '../../program/index.js';
import { addDims } from '../../program/index.js';
import { staticShape, type GraphBuilder } from './GraphBuilder.js';
import { type Attribute, boolAttribute, intAttribute, shapeAttribute, typeAttribute } from './graphDef.js';

/** Ops that TensorFlow has under another name, with nothing to say but their type. */
const plainOps = {
  add: 'AddV2',
  sub: 'Sub',
  mul: 'Mul',
  div: 'RealDiv',
  minimum: 'Minimum',
  maximum: 'Maximum',
  greaterEqual: 'GreaterEqual',
  neg: 'Neg',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  rsqrt: 'Rsqrt',
  square: 'Square',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  erf: 'Erf',
  softmax: 'Softmax',
  logSoftmax: 'LogSoftmax',
} as const;

const isPlain = (kind: string): kind is keyof typeof plainOps => kind in plainOps;

/** Writes what one node of a program computes; gives the tensor that holds it. @param inputs the tensors of its inputs */
export function lowerNode(graph: GraphBuilder, node: Node, inputs: readonly string[]): string {
  const [a, b] = inputs as [string, string];
  const int = typeAttribute('int32');
  const T = typeAttribute(node.inputs[0]?.dtype ?? node.dtype);
  const { op } = node;
  if (isPlain(op.kind)) return graph.tensor(plainOps[op.kind], inputs, { T });
  switch (op.kind) {
    case 'placeholder':
      return graph.tensor('Placeholder', [], {
        dtype: typeAttribute(node.dtype),
        shape: shapeAttribute(staticShape(node.shape)),
      });
    case 'read':
      return graph.tensor('ReadVariableOp', [graph.handle(op.variable)], {
        dtype: typeAttribute(node.dtype),
      });
    case 'constant':
      return graph.constant((node.dtype === 'int32' ? Int32Array : Float32Array).of(op.value), []);
    case 'matMul':
      return node.shape.length === 2
        ? graph.tensor('MatMul', inputs, {
            T,
            transpose_a: boolAttribute(op.transposeA),
            transpose_b: boolAttribute(op.transposeB),
          })
        : graph.tensor('BatchMatMulV2', inputs, {
            T,
            adj_x: boolAttribute(op.transposeA),
            adj_y: boolAttribute(op.transposeB),
          });
    case 'select':
      return graph.tensor('SelectV2', inputs, { T: typeAttribute(node.dtype) });
    case 'argMax':
      return graph.tensor('ArgMax', [a, graph.ints([-1], [])], { T, Tidx: int, output_type: int });
    case 'crossEntropy':
      return crossEntropy(graph, node, inputs);
    case 'crossEntropyGradient':
      return `${crossEntropy(graph, node, inputs).split(':')[0]}:1`;
    case 'sum':
    case 'mean': {
      const axes = graph.ints(op.axes);
      return graph.tensor(op.kind === 'sum' ? 'Sum' : 'Mean', [a, axes], {
        T,
        Tidx: int,
        keep_dims: boolAttribute(op.keepDims),
      });
    }
    case 'broadcast':
      return graph.tensor('BroadcastTo', [a, graph.sizes(node, node.shape)], { T, Tidx: int });
    case 'reshape':
      return graph.tensor('Reshape', [a, reshapeTo(graph, node)], { T, Tshape: int });
    case 'transpose':
      return graph.tensor('Transpose', [a, graph.ints(op.permutation)], { T, Tperm: int });
    case 'slice': {
      if (op.parts) return part(graph, a, op.axis, op.start, op.parts, T);
      const begin = node.shape.map((_, axis) => (axis === op.axis ? op.start : 0));
      const size = node.shape.map((_, axis) => (axis === op.axis ? op.size : -1));
      return graph.tensor('Slice', [a, graph.ints(begin), graph.ints(size)], { T, Index: int });
    }
    case 'concat':
      return graph.tensor('ConcatV2', [...inputs, graph.ints([op.axis], [])], {
        T,
        N: intAttribute(inputs.length),
        Tidx: int,
      });
    case 'reverse':
      return graph.tensor('ReverseV2', [a, graph.ints([op.axis])], { T, Tidx: int });
    case 'pad': {
      const inner = node.inputs[0]!.shape[op.axis]!;
      const behind = addDims(addDims(node.shape[op.axis]!, inner, -1), op.before, -1);
      const paddings = node.shape.flatMap((_, axis) => (axis === op.axis ? [op.before, behind] : [0, 0]));
      return graph.tensor('Pad', [a, graph.sizes(node, paddings, [node.shape.length, 2])], {
        T,
        Tpaddings: int,
      });
    }
    case 'gather':
      return graph.tensor('GatherV2', [a, b, graph.ints([0], [])], {
        Tparams: T,
        Tindices: int,
        Taxis: int,
        batch_dims: intAttribute(0),
      });
    case 'scatterRows': {
      const column = graph.tensor('ExpandDims', [b, graph.ints([-1], [])], { T: int, Tdim: int });
      return graph.tensor('ScatterNd', [column, a, graph.sizes(node, node.shape)], { T, Tindices: int });
    }
    case 'updateRows':
      return updateRows(graph, node, op.variable, a, b);
    case 'cast':
      return graph.tensor('Cast', [a], {
        SrcT: T,
        DstT: typeAttribute(op.to),
        Truncate: boolAttribute(false),
      });
    case 'countElements':
      return graph.tensor('Size', [a], { T, out_type: int });
    case 'route': {
      // Of a Switch's two outputs the first is for false, and one of them is dead: what needs it isn't run.
      const both = graph.once(`switch|${inputs.join('|')}`, () => graph.add('Switch', inputs, { T }));
      return `${both}:${op.when ? 1 : 0}`;
    }
    case 'merge':
      return graph.tensor('Merge', inputs, { T, N: intAttribute(2) });
  }
}

/** One TensorFlow op gives all the parts that a tensor is cut into. */
function part(
  graph: GraphBuilder,
  whole: string,
  axis: number,
  start: number,
  sizes: readonly number[],
  T: Attribute,
): string {
  const split = graph.once(`split|${whole}|${axis}|${sizes.join(',')}`, () =>
    graph.add('SplitV', [whole, graph.ints(sizes), graph.ints([axis], [])], {
      T,
      Tlen: typeAttribute('int32'),
      num_split: intAttribute(sizes.length),
    }),
  );
  let end = 0;
  return `${split}:${sizes.findIndex((size) => (end += size) > start)}`;
}

/** One TensorFlow op gives both the loss and its slope. */
function crossEntropy(graph: GraphBuilder, node: Node, inputs: readonly string[]): string {
  return graph.once(`crossEntropy|${inputs.join('|')}`, () =>
    graph.tensor('SparseSoftmaxCrossEntropyWithLogits', inputs, {
      T: typeAttribute('float32'),
      Tlabels: typeAttribute(node.inputs[1]!.dtype),
    }),
  );
}

/**
 * `InplaceUpdate` writes into the buffer that `ReadVariableOp` hands out, which is the variable's own:
 * no copy of the cache. (ResourceStridedSliceAssign with a later read copies all of it.)
 */
function updateRows(
  graph: GraphBuilder,
  node: Node,
  variable: Variable,
  indices: string,
  values: string,
): string {
  const T = typeAttribute(node.dtype);
  const current = graph.tensor('ReadVariableOp', [graph.handle(variable)], { dtype: T });
  const width = node.shape.at(-1);
  if (typeof width !== 'number') throw new RangeError('Rows of a variable need a known width.');
  const rows =
    variable.shape.length === 2
      ? current
      : graph.tensor('Reshape', [current, graph.ints([-1, width])], { T, Tshape: typeAttribute('int32') });
  const updated = graph.tensor('InplaceUpdate', [rows, indices, values], { T });
  return graph.tensor('Reshape', [updated, graph.sizes(node, node.shape)], {
    T,
    Tshape: typeAttribute('int32'),
  });
}

/** Shape of a reshape: a constant where at most one size is open (-1), else fed. */
function reshapeTo(graph: GraphBuilder, node: Node): string {
  const shape = staticShape(node.shape);
  return shape.filter((size) => size === -1).length < 2 ? graph.ints(shape) : graph.sizes(node, node.shape);
}
