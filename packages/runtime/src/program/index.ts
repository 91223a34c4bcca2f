export { assume, countElements, merge, route } from './ops/choice.js';
export { cast } from './ops/cast.js';
export {
  add,
  div,
  erf,
  exp,
  gelu,
  geluTanh,
  greaterEqual,
  log,
  maximum,
  minimum,
  mul,
  neg,
  rsqrt,
  select,
  sigmoid,
  silu,
  sqrt,
  square,
  sub,
  tanh,
} from './ops/elementwise.js';
export { broadcast, concat, pad, reshape, reverse, slice, split, transpose } from './ops/layout.js';
export { layerNormalize } from './ops/layerNorm.js';
export { matMul } from './ops/matMul.js';
export { mean, sum } from './ops/reduce.js';
export { rmsNormalize } from './ops/rmsNorm.js';
export { gather, updateRows } from './ops/rows.js';
export { argMax, crossEntropy, logSoftmax, softmax } from './ops/softmax.js';
export { constant, placeholder, read, variable } from './ops/sources.js';
export { gradients } from './gradients.js';
export { isHalf, type DType, type HalfDType, type Node, type Op, type Variable } from './Node.js';
export { withGradient } from './Node.js';
export { adamBetas, effectInputs, reachable, type Effect, type Entry, type Program } from './Program.js';
export {
  addDims,
  bindSizes,
  dimKey,
  evaluateDim,
  multiplyDims,
  shapeKey,
  Size,
  type Dim,
  type Shape,
  type Sizes,
} from './Size.js';
