/** Throws where an index lies outside 0 to `end - 1`, which tfjs's kernels would let pass. */
export function requireInRange(what: string, indices: ArrayLike<number>, end: number): void {
  for (let at = 0; at < indices.length; at++) {
    const index = indices[at]!;
    if (index < 0 || index >= end)
      throw new RangeError(`${what} ${index}, number ${at}, is not in 0 to ${end - 1}`);
  }
}
