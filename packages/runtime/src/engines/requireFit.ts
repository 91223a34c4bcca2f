import { RuntimeError } from '../RuntimeError.js';
import type { Variable } from '../program/index.js';
import { shapeKey } from '../program/index.js';
import type { HostTensor } from './Engine.js';

/**
 * Checks a value that is to become a variable's; its symbolic sizes may be any.
 * @throws RuntimeError('engine') that names the variable
 */
export function requireFit(variable: Variable, { dtype, shape, data }: HostTensor): void {
  const fits =
    dtype === variable.dtype &&
    shape.length === variable.shape.length &&
    variable.shape.every((dim, axis) => typeof dim !== 'number' || dim === shape[axis]) &&
    data.length === shape.reduce((product, size) => product * size, 1);
  if (fits) return;
  const expected = `${variable.dtype} ${shapeKey(variable.shape)}`;
  const got = `${dtype} [${shape.join(',')}] of ${data.length} values`;
  throw new RuntimeError('engine', `The variable "${variable.name}" takes ${expected}, got ${got}.`);
}
