import { sha256 as hash } from '@noble/hashes/sha2.js';

/** The SHA-256 of a text in UTF-8; at once, which a browser's own would not give it. */
export function sha256(text: string): Uint8Array {
  return hash(new TextEncoder().encode(text));
}
