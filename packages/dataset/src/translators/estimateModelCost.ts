import { costOf, priceOf } from '@msafeedit/services';

/** Of the prompt around a text, and of a text's length where only the sum of them is known. */
const promptTokens = 450;
const charactersPerText = 400;
const tokensPerCharacter = 0.25;

/** Tokens of an answer for each character of English text, by the target's script: rules of thumb, not measured. */
const answerTokensPerCharacter: Readonly<Record<string, number>> = { Latn: 0.35, Hans: 0.35, Hant: 0.4 };
const otherScript = 0.8;

/** About what a model's provider asks for translating a number of characters in US dollars, or `undefined` where its price isn't known. */
export function estimateModelCost(model: string, characters: number, to: string): number | undefined {
  const price = priceOf(model);
  if (!price) return undefined;
  const script = new Intl.Locale(to).maximize().script ?? '';
  const texts = characters / charactersPerText;
  return costOf(
    {
      inputTokens: characters * tokensPerCharacter + texts * promptTokens,
      outputTokens: characters * (answerTokensPerCharacter[script] ?? otherScript),
    },
    price,
  );
}
