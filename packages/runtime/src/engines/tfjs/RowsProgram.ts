/**
 * Writes rows over rows of a matrix, in place: a compute shader in the form that tfjs's WebGPU backend runs.
 * Its output is the matrix `[rows, width]`; its inputs are the new rows `[n, width]` and their places `[n]`.
 */
export class RowsProgram {
  readonly variableNames = ['rows', 'places'];
  readonly workgroupSize: [number, number, number] = [64, 1, 1];
  readonly shaderKey = 'writeRows';
  readonly uniforms = 'count : i32,';
  /** One thread an element of the new rows, not of the whole matrix. */
  readonly outputShape: number[];
  readonly dispatchLayout: { x: number[] };
  readonly dispatch: [number, number, number];

  constructor(count: number, width: number) {
    this.outputShape = [count, width];
    this.dispatchLayout = { x: [0, 1] };
    this.dispatch = [Math.ceil((count * width) / this.workgroupSize[0]), 1, 1];
  }

  getUserCode(): string {
    return `
      fn main(index : i32) {
        if (index < uniforms.count) {
          let width = uniforms.outShape[1];
          let row = index / width;
          let place = places[row];
          if (place >= 0 && place < uniforms.outShape[0]) {
            result[place * width + index - row * width] = rows[index];
          }
        }
      }
    `;
  }
}
