import type { StoredDtype } from './WeightSource.js';

/** GGML's tensor types by their number (`enum ggml_type` in ggml.h), so that an error can name them. */
const GGML_TYPES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    F32: 0,
    F16: 1,
    Q4_0: 2,
    Q4_1: 3,
    Q5_0: 6,
    Q5_1: 7,
    Q8_0: 8,
    Q8_1: 9,
    Q2_K: 10,
    Q3_K: 11,
    Q4_K: 12,
    Q5_K: 13,
    Q6_K: 14,
    Q8_K: 15,
    IQ2_XXS: 16,
    IQ2_XS: 17,
    IQ3_XXS: 18,
    IQ1_S: 19,
    IQ4_NL: 20,
    IQ3_S: 21,
    IQ2_S: 22,
    IQ4_XS: 23,
    I8: 24,
    I16: 25,
    I32: 26,
    I64: 27,
    F64: 28,
    IQ1_M: 29,
    BF16: 30,
    TQ1_0: 34,
    TQ2_0: 35,
    MXFP4: 39,
  }).map(([name, number]) => [number, name]),
);

/** The types that can be read. */
export const GGUF_DTYPES: readonly StoredDtype[] = [
  ...(['F32', 'F16', 'BF16'] as const),
  ...(['Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0', 'Q4_K', 'Q5_K', 'Q6_K', 'IQ4_NL'] as const),
];

/** A type's name, or `type 99` where this version doesn't know it. */
export function ggmlTypeName(type: number): string {
  return GGML_TYPES.get(type) ?? `type ${type}`;
}

/** The type as a dtype, where it can be read. */
export function ggufDtype(type: number): StoredDtype | undefined {
  return GGUF_DTYPES.find((dtype) => dtype === GGML_TYPES.get(type));
}
