import { Buffer } from 'node:buffer';

/** Numbers at which lengths, counts and offsets go wrong. */
const numbers = [
  0n,
  1n,
  2n ** 7n,
  2n ** 16n - 1n,
  2n ** 24n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const ways = [flipBits, setBytes, setBytes, putNumber, putNumber, cut, takeOut, repeat, swap, insert];

/**
 * One to four damages: flipped bits, other bytes, absurd lengths in 2, 4 or 8 bytes, pieces missing, repeated, swapped or new.
 * @param headerBytes most damages fall within so many bytes from the start, where what they change is read
 */
export function damageBytes(bytes, choice, headerBytes = bytes.length) {
  let damaged = Buffer.from(bytes);
  const reach = choice.chance(80) ? headerBytes : bytes.length;
  for (let count = 1 + choice.below(4); count > 0 && damaged.length > 0; count--)
    damaged = choice.of(ways)(damaged, choice, Math.min(reach, damaged.length));
  return damaged;
}

function flipBits(bytes, choice, reach) {
  bytes[choice.below(reach)] ^= 1 << choice.below(8);
  return bytes;
}

function setBytes(bytes, choice, reach) {
  const at = choice.below(reach);
  bytes.fill(choice.below(256), at, Math.min(bytes.length, at + 1 + choice.below(8)));
  return bytes;
}

function putNumber(bytes, choice, reach) {
  const width = choice.of([2, 4, 8]);
  if (bytes.length < width) return bytes;
  const at = choice.below(Math.max(1, Math.min(reach, bytes.length - width + 1)));
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(choice.of(numbers));
  number.copy(bytes, at, 0, Math.min(width, bytes.length - at));
  return bytes;
}

function cut(bytes, choice, reach) {
  return bytes.subarray(0, choice.below(reach));
}

function takeOut(bytes, choice, reach) {
  const at = choice.below(reach);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + choice.below(64))]);
}

function repeat(bytes, choice, reach) {
  const at = choice.below(reach);
  const piece = bytes.subarray(at, at + 1 + choice.below(64));
  const times = choice.of([1, 2, 100]);
  return Buffer.concat([bytes.subarray(0, at), ...Array(times).fill(piece), bytes.subarray(at)]);
}

function swap(bytes, choice, reach) {
  const length = 1 + choice.below(16);
  const [from, to] = [choice.below(reach), choice.below(reach)];
  const piece = Buffer.from(bytes.subarray(from, from + length));
  bytes.copy(bytes, from, to, to + length);
  piece.copy(bytes, to);
  return bytes;
}

function insert(bytes, choice, reach) {
  const at = choice.below(reach);
  const piece = Buffer.from(
    Array.from({ length: 1 + choice.below(8) }, () =>
      choice.of([0, 0x0a, 0x1b, 0x22, 0x7f, 0xff, choice.below(256)]),
    ),
  );
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}
