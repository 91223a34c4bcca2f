/**
 * New tokens to allow a model for a text's translation: three for each character, since Bengali or Thai take many, and
 * room for what stands around it. At most 16,000, which all providers take without streaming.
 */
export function answerTokens(text: string): number {
  return Math.min(16_000, 1000 + 3 * text.length);
}
