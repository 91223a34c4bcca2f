import type { NltkVersion } from './NltkVersion.js';
import { englishModel, orthography, type PunktModel } from './punktModel.js';
import { PunktToken } from './PunktToken.js';
import { sentenceEndCandidates } from './sentenceEndCandidates.js';
import { space, stripEnd } from './pythonCharacters.js';

/**
 * Splits a text into sentences as nltk's `sent_tokenize(text, 'english')` does: Punkt (T. Kiss and J. Strunk,
 * Unsupervised Multilingual Sentence Boundary Detection, 2006) with nltk's English model. Only `.`, `?` and `!` end a
 * sentence, and only before white space or certain punctuation, so Chinese, Thai, Hindi and Bengali text stays whole.
 */
export function punktSentences(text: string, version: NltkVersion): string[] {
  const model = englishModel();
  const slices: [from: number, to: number][] = [];
  let from = 0;
  for (const candidate of sentenceEndCandidates(text, version)) {
    if (!holdsSentenceEnd(candidate.context, model, version)) continue;
    slices.push([from, candidate.end]);
    from = candidate.next;
  }
  slices.push([from, stripEnd(text).length]);
  return realign(text, slices, version);
}

const closing = {
  '3.6.5': String.raw`"')\]}`,
  '3.9.2': String.raw`"')\]}`,
  '3.10.4': String.raw`"')\]}‘’“”«»`,
} as const satisfies Record<NltkVersion, string>;

/** Gives closing quotes and brackets at the beginning of a sentence to the one before. */
function realign(
  text: string,
  slices: readonly (readonly [number, number])[],
  version: NltkVersion,
): string[] {
  const leading = RegExp(`^[${closing[version]}]+?(?:[${space}]+|(?=--)|$)`, 'u');
  const sentences: string[] = [];
  let moved = 0;
  for (const [at, [from, to]] of slices.entries()) {
    const next = slices[at + 1];
    const start = from + moved;
    const match = next && leading.exec(text.slice(...next));
    moved = match?.[0].length ?? 0;
    if (match) sentences.push(text.slice(start, next[0] + stripEnd(match[0]).length));
    else if (text.slice(start, to) !== '') sentences.push(text.slice(start, to));
  }
  return sentences;
}

/** Whether a sentence ends in `context`, before its last token. */
function holdsSentenceEnd(context: string, model: PunktModel, version: NltkVersion): boolean {
  const tokens = context
    .split('\n')
    .flatMap((line) => line.match(tokenPatterns[version]) ?? [])
    .map((text) => new PunktToken(text, model));
  return tokens.some((token, at) => {
    const next = tokens[at + 1];
    if (!next) return false;
    reconsider(token, next, model);
    return token.endsSentence;
  });
}

/** Corrects the guess for a token that ends in a period, by the word that follows (section 4 of the paper). */
function reconsider(token: PunktToken, next: PunktToken, model: PunktModel): void {
  if (!token.text.endsWith('.')) return;
  const type = token.typeWithoutPeriod;
  const nextType = next.typeInModel;
  if (model.collocations.has(`${type}|${nextType}`)) {
    token.endsSentence = false;
    return;
  }
  const begins = beginsSentence(next, model);
  if ((token.isAbbreviation || token.isEllipsis) && !token.isInitial) {
    if (begins === 'yes' || (next.beginsUpper && model.sentenceStarters.has(nextType))) {
      token.endsSentence = true;
      return;
    }
  }
  if (token.isInitial || type === '##number##') {
    const neverLower = ((model.contexts.get(nextType) ?? 0) & orthography.lower) === 0;
    if (begins === 'no') token.endsSentence = false;
    else if (begins === 'unknown' && token.isInitial && next.beginsUpper && neverLower)
      token.endsSentence = false;
  }
}

/** Whether a token begins a sentence, by how its word is written elsewhere. */
function beginsSentence(token: PunktToken, model: PunktModel): 'yes' | 'no' | 'unknown' {
  if (/^[;:,.!?]$/.test(token.text)) return 'no';
  const seen = model.contexts.get(token.typeInModel) ?? 0;
  if (token.beginsUpper && seen & orthography.lower && !(seen & orthography.insideUpper)) return 'yes';
  if (token.beginsLower && (seen & orthography.upper || !(seen & orthography.initialLower))) return 'no';
  return 'unknown';
}

function tokenPattern(nonWord: string): RegExp {
  const many = `-{2,}|\\.{2,}|(?:\\.[${space}]){2,}\\.`;
  const ends = `$|[${space}]|${nonWord}|${many}`;
  return RegExp(
    `${many}|(?=[^("\`{[:;&#*@)}\\]\\-,])[^${space}]+?(?=${ends}|,(?=${ends}))|[^${space}]`,
    'gu',
  );
}

const asciiNonWord = String.raw`[)";}\]*:@'({[?!]`;
const tokenPatterns: Readonly<Record<NltkVersion, RegExp>> = {
  '3.6.5': tokenPattern(asciiNonWord),
  '3.9.2': tokenPattern(asciiNonWord),
  '3.10.4': tokenPattern(String.raw`[)";}\]*:@'({[‘’“”«»?!]`),
};
