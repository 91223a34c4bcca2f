import type { Effect, Entry, Node, Program, Variable } from '../../program/index.js';
import { adamBetas, effectInputs, isHalf, reachable } from '../../program/index.js';
import type { NodeDef } from './graphDef.js';
import { boolAttribute, shapeAttribute, stringAttribute, typeAttribute } from './graphDef.js';
import { GraphBuilder, staticShape, type SizeVector } from './GraphBuilder.js';
import { lowerNode } from './lowerNode.js';

/** A program as TensorFlow nodes, and the names by which the parts of it are fed and fetched. */
export interface WrittenGraph {
  readonly nodes: readonly NodeDef[];
  /** The tensor of each node of the program, such as `n12:0`. */
  readonly tensors: ReadonlyMap<Node, string>;
  /** Vectors of sizes that must be fed, by the tensor to feed. */
  readonly sizeVectors: ReadonlyMap<string, SizeVector>;
  /** By entry: the tensor whose fetching makes the entry's effects. */
  readonly effects: ReadonlyMap<string, string>;
  /** By variable. */
  readonly variables: ReadonlyMap<string, VariableTensors>;
}

export interface VariableTensors {
  /** The placeholder that takes its new value; of half precision the bytes, `[.., 2]` of uint8, since tfjs knows no such type. */
  readonly value: string;
  /** The tensor whose fetching assigns it. */
  readonly done: string;
  /** Its value, as float32. */
  readonly read: string;
}

export function writeGraph(program: Program): WrittenGraph {
  const graph = new GraphBuilder();
  const variables = new Map(program.variables.map((variable) => [variable.name, declare(graph, variable)]));
  const entries = Object.entries(program.entries);
  const roots = entries.flatMap(([, entry]) => [
    ...Object.values(entry.outputs),
    ...(entry.effects ?? []).flatMap(effectInputs),
  ]);
  const tensors = new Map<Node, string>();
  for (const node of reachable(roots)) {
    const inputs = node.inputs.map((input) => tensors.get(input)!);
    tensors.set(node, lowerNode(graph, node, inputs));
  }
  const effects = new Map(
    entries
      .filter(([, entry]) => entry.effects?.length)
      .map(([name, entry]) => [name, writeEffects(graph, tensors, entry)]),
  );
  const { nodes, sizeVectors } = graph;
  return { nodes, tensors, sizeVectors, effects, variables };
}

/** A variable's handle, a read, and an assignment from a placeholder. */
function declare(graph: GraphBuilder, variable: Variable): VariableTensors {
  const dtype = typeAttribute(variable.dtype);
  // One whose shape changes from run to run (a cache) is declared without one.
  const shape = staticShape(variable.shape);
  const handle = graph.add('VarHandleOp', [], {
    dtype,
    shape: shapeAttribute(shape.includes(-1) ? undefined : shape),
    shared_name: stringAttribute(variable.name),
    container: stringAttribute(''),
  });
  graph.setHandle(variable, handle);
  const current = graph.tensor('ReadVariableOp', [handle], { dtype });
  if (!isHalf(variable.dtype)) {
    const value = graph.tensor('Placeholder', [], { dtype, shape: shapeAttribute(shape) });
    const assign = graph.add('AssignVariableOp', [handle, value], { dtype });
    return { value, done: graph.after([assign]), read: current };
  }
  const uint8 = typeAttribute('uint8');
  const value = graph.tensor('Placeholder', [], { dtype: uint8, shape: shapeAttribute([...shape, 2]) });
  const halves = graph.tensor('Bitcast', [value], { T: uint8, type: dtype });
  const assign = graph.add('AssignVariableOp', [handle, halves], { dtype });
  const float32 = typeAttribute('float32');
  const read = graph.tensor('Cast', [current], {
    SrcT: dtype,
    DstT: float32,
    Truncate: boolAttribute(false),
  });
  return { value, done: graph.after([assign]), read };
}

function changedVariables(effect: Effect): Variable[] {
  if (effect.kind === 'update') return []; // writes in place when it is computed
  return effect.kind === 'assign'
    ? [effect.variable]
    : [effect.variable, effect.firstMoment, effect.secondMoment];
}

/** Effects wait until all that the entry may read of what they change has been read. */
function writeEffects(
  graph: GraphBuilder,
  tensors: ReadonlyMap<Node, string>,
  { outputs, effects = [] }: Entry,
): string {
  const changed = new Set(effects.flatMap(changedVariables));
  const nodes = reachable([...Object.values(outputs), ...effects.flatMap(effectInputs)]);
  const reads = nodes.filter((node) => node.op.kind === 'read' && changed.has(node.op.variable));
  const after = reads.map((node) => `^${tensors.get(node)!.split(':')[0]!}`);
  return graph.after(effects.map((effect) => writeEffect(graph, tensors, effect, after)));
}

function writeEffect(
  graph: GraphBuilder,
  tensors: ReadonlyMap<Node, string>,
  effect: Effect,
  after: readonly string[],
): string {
  if (effect.kind === 'update') return tensors.get(effect.value)!.split(':')[0]!;
  const handle = graph.handle(effect.variable);
  const dtype = typeAttribute(effect.variable.dtype);
  if (effect.kind === 'assign')
    return graph.add('AssignVariableOp', [handle, tensors.get(effect.value)!, ...after], { dtype });
  const of = (node: Node): string => tensors.get(node)!;
  const inputs = [
    handle,
    graph.handle(effect.firstMoment),
    graph.handle(effect.secondMoment),
    of(effect.beta1Power),
    of(effect.beta2Power),
  ];
  const betas = [
    graph.constant(Float32Array.of(adamBetas.beta1), []),
    graph.constant(Float32Array.of(adamBetas.beta2), []),
  ];
  return graph.add(
    'ResourceApplyAdam',
    [...inputs, of(effect.learningRate), ...betas, of(effect.epsilon), of(effect.gradient), ...after],
    { T: dtype, use_locking: boolAttribute(false) },
  );
}
