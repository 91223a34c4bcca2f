import { Buffer } from 'node:buffer';
import { damageBytes } from './damageBytes.mjs';
import { damageJson } from './damageJson.mjs';

/** More than half of the damages are in the header's JSON, whose length is then right, so that what it says is read. */
export function damageSafetensors(bytes, choice) {
  const length = Number(bytes.readBigUInt64LE(0));
  if (choice.chance(40)) return damageBytes(bytes, choice, 8 + length);
  const header = damageJson(withInnerDamage(bytes.toString('utf8', 8, 8 + length), choice), choice);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([size, header, bytes.subarray(8 + length)]);
}

/** A delta's description is JSON in the JSON of the header. */
function withInnerDamage(header, choice) {
  const parsed = JSON.parse(header);
  const description = parsed.__metadata__?.delta;
  if (description === undefined || choice.chance(30)) return header;
  parsed.__metadata__.delta = damageJson(description, choice).toString();
  return JSON.stringify(parsed);
}
