import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { NpmArtifact } from './NpmArtifact.js';

/** Written by tools/addon/pinAddons.mjs when a release is made, and published with this package. */
const file = new URL('../../native/prebuilt.json', import.meta.url);

const Pins = z.record(
  z.string(),
  z.strictObject({ spec: z.string(), fileName: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
);

/**
 * The package with the addon that was built with this release for a platform (`${process.platform}-${process.arch}`);
 * undefined where none was, as in a clone.
 */
export function pinnedAddon(platform: string): NpmArtifact | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const pin = Pins.parse(JSON.parse(text))[platform];
  return pin && { title: 'the prebuilt TensorFlow addon', ...pin };
}
