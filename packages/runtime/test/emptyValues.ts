import { floatTensor, type Feeds, intTensor } from '../src/engines/Engine.js';
import type { Node, Program } from '../src/program/index.js';
import * as program from '../src/program/index.js';

const rows = program.Size.of('rows');
const table = program.variable('table', [3, 2]);
const ids = program.placeholder('ids', [rows], 'int32');
const labels = program.placeholder('labels', [rows], 'int32');
const x = program.placeholder('x', [rows, 2]);
const weight = program.read(table);

const gathered = program.gather(weight, ids); // [0, 2]
const logits = program.matMul(gathered, weight, { transposeB: true }); // [0, 3]
const losses = program.crossEntropy(logits, labels); // [0]
const loss = program.sum(losses, [0]);

const outputs: Record<string, Node> = {
  gathered,
  logits,
  losses,
  loss,
  gradient: program.gradients(program.add(loss, program.sum(program.square(weight), [0, 1])), [weight])[0]!,
  overRows: program.sum(x, [0]),
  scalar: program.sum(program.mul(x, 2), [0, 1]),
  noInner: program.matMul(x, x, { transposeA: true }),
  added: program.add(x, program.placeholder('bias', [2])),
  softmax: program.softmax(x),
  logSoftmax: program.logSoftmax(x),
  argMax: program.argMax(x),
  normal: program.rmsNormalize(x, 1e-5),
  layerNormal: program.layerNormalize(x, 1e-5),
  gelu: program.gelu(x),
  reshaped: program.reshape(x, [rows, 1, 2]),
  turned: program.transpose(x, [1, 0]),
  reversed: program.reverse(x, 1),
  sliced: program.slice(x, 1, 1, 1),
  joined: program.concat([x, x], 1),
  below: program.concat([weight, x], 0),
  padded: program.pad(x, 1, 1, 4),
  stretched: program.broadcast(program.reshape(x, [rows, 1, 2]), [rows, 4, 2]),
};

/** Every kind of operation where rows may be none. */
export const emptyProgram: Program = { variables: [table], entries: { all: { outputs } } };

export const emptyFeeds: Feeds = {
  ids: intTensor([]),
  labels: intTensor([]),
  x: floatTensor(new Float32Array(0), [0, 2]),
  bias: floatTensor(Float32Array.of(1, 2), [2]),
};

const none = (shape: readonly number[]) => ({ shape, data: [] });

/** `table` is row + column. */
export const expectedOfNothing: Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
> = {
  gathered: none([0, 2]),
  logits: none([0, 3]),
  losses: none([0]),
  loss: { shape: [], data: [0] },
  gradient: { shape: [3, 2], data: [0, 2, 2, 4, 4, 6] },
  overRows: { shape: [2], data: [0, 0] },
  scalar: { shape: [], data: [0] },
  noInner: { shape: [2, 2], data: [0, 0, 0, 0] },
  added: none([0, 2]),
  softmax: none([0, 2]),
  logSoftmax: none([0, 2]),
  argMax: none([0]),
  normal: none([0, 2]),
  layerNormal: none([0, 2]),
  gelu: none([0, 2]),
  reshaped: none([0, 1, 2]),
  turned: none([2, 0]),
  reversed: none([0, 2]),
  sliced: none([0, 1]),
  joined: none([0, 4]),
  below: { shape: [3, 2], data: [0, 1, 1, 2, 2, 3] },
  padded: none([0, 4]),
  stretched: none([0, 4, 2]),
};
