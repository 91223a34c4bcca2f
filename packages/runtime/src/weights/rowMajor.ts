/**
 * The numbers of a strided view, row-major.
 * @param values from the view's first number to its last; @param strides by how many numbers each axis steps
 */
export function rowMajor(
  values: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array {
  const result = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
