/**
 * Undoes how llama.cpp's converter reorders the rows of llama-type q_proj and k_proj.
 *
 * Hugging Face rotates row j of a head together with row j + headDim / 2, GGUF row 2j with 2j + 1.
 * The converter (`LlamaModel.permute`) reshapes `[heads, 2, headDim / 2, in]` and swaps the middle
 * two, so GGUF's row `2j + t` of a head is Hugging Face's row `t * headDim / 2 + j`.
 *
 * Works on stored bytes, whatever the dtype, since blocks never cross rows.
 *
 * @param bytes `[rows, row's bytes]`, `rows` a multiple of `2 * heads`
 * @returns a reordered copy
 */
export function undoRopePermutation(
  bytes: Uint8Array<ArrayBuffer>,
  rows: number,
  heads: number,
): Uint8Array<ArrayBuffer> {
  const rowBytes = bytes.byteLength / rows;
  const headDim = rows / heads;
  const half = headDim / 2;
  const reordered = new Uint8Array(bytes.byteLength);
  for (let head = 0; head < heads; head += 1) {
    for (let row = 0; row < headDim; row += 1) {
      const from = (head * headDim + row) * rowBytes;
      const to = (head * headDim + (row % 2) * half + (row >> 1)) * rowBytes;
      reordered.set(bytes.subarray(from, from + rowBytes), to);
    }
  }
  return reordered;
}
