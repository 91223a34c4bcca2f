import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { damageBytes } from './damageBytes.mjs';

/**
 * Damages a file of torch.save: mostly its pickle, whose check sum is then made right, so that it is read. A pickle can't refer to
 * itself but through its memo, which the damages of its bytes come to.
 */
export function damagePickle(bytes, choice) {
  const entry = directoryEntry(bytes);
  if (entry === undefined || choice.chance(30)) return damageBytes(bytes, choice);
  const { at, start, size } = entry;
  const pickle = damageBytes(bytes.subarray(start, start + size), choice);
  const fitting = Buffer.alloc(size, 0x2e /* STOP */);
  pickle.copy(fitting, 0, 0, size);
  const damaged = Buffer.from(bytes);
  fitting.copy(damaged, start);
  damaged.writeUInt32LE(crc32(fitting), at + 16);
  return damaged;
}

/** Where the pickle lies in a whole zip file; undefined where the file isn't whole. */
function directoryEntry(bytes) {
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4)) {
    if (at + 46 > bytes.length) return undefined;
    const name = bytes.toString('latin1', at + 46, at + 46 + bytes.readUInt16LE(at + 28));
    if (!name.endsWith('data.pkl')) continue;
    const local = bytes.readUInt32LE(at + 42);
    const size = bytes.readUInt32LE(at + 24);
    if (local + 30 > bytes.length) return undefined;
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    return start + size <= bytes.length && size > 0 ? { at, start, size } : undefined;
  }
  return undefined;
}
