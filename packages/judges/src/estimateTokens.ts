/**
 * About how many tokens a text is, rather too many than too few: tokenizers differ, and this looks at characters alone.
 * Latin script takes about four characters a token, others one or two; here three and one.
 */
export function estimateTokens(text: string): number {
  let latin = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x250) latin++;
  return Math.ceil(latin / 3 + (text.length - latin));
}
