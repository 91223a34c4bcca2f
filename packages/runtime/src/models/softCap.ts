import type { Node } from '../program/index.js';
import { mul, tanh } from '../program/index.js';

/** cap tanh(x / cap): about x where it is small, never beyond the cap (Gemma 2, section 2; Bello et al. 2016). */
export const softCap = (x: Node, cap: number | undefined): Node =>
  cap === undefined ? x : mul(tanh(mul(x, 1 / cap)), cap);
