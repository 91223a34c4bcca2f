/**
 * Every half-precision number as float32, indexed by its 16 bits: reading a table is several times
 * as fast as computing the exponent anew for each weight. 256 KiB, made at first use.
 */
export function float16Table(): Float32Array {
  table ??= makeTable();
  return table;
}

let table: Float32Array | undefined;

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
function makeTable(): Float32Array {
  const values = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits += 1) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) values[bits] = sign * fraction * 2 ** -24;
    else if (exponent === 31) values[bits] = fraction === 0 ? sign * Infinity : NaN;
    else values[bits] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return values;
}
