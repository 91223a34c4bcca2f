import type { TranslatorLimits } from '../translators/Translator.js';

/** Fills requests with texts in their order, as many as the translator takes in one. */
export function groupTexts(
  texts: readonly string[],
  limits: TranslatorLimits,
): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let characters = 0;
  for (const text of texts) {
    const group = groups.at(-1);
    const fits =
      group !== undefined &&
      group.length < limits.textsPerRequest &&
      characters + text.length <= limits.charactersPerRequest;
    if (fits) group.push(text);
    else groups.push([text]);
    characters = fits ? characters + text.length : text.length;
  }
  return groups;
}
