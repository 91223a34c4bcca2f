import { useFontsForPng } from '../fonts/useFontsForPng.js';

/** An SVG file's picture, twice as large as it is in CSS pixels. */
export async function drawPng(svg: string): Promise<Uint8Array> {
  const sharp = await useFontsForPng();
  return await sharp(Buffer.from(svg), { density: 144 }).png().toBuffer();
}
