import type { DType } from '../program/index.js';
import type { MatrixLayout } from './linear.js';
import type { ModelConfig } from './ModelConfig.js';

/**
 * How the matrices that nobody but the program sees stand in memory, which are all but `downProj`: in float32 `[in, out]`,
 * since the processor multiplies some tens of rows a tenth faster by such a matrix; in half precision as in the file.
 */
export const heldLayout = ({ matrixLayout }: ModelConfig, dtype: DType): MatrixLayout =>
  dtype === 'float32' ? 'inOut' : matrixLayout;
