/** ISO 15924 scripts that stand for several Unicode scripts. */
const unicodeScripts: Readonly<Record<string, readonly string[]>> = {
  Hans: ['Han'],
  Hant: ['Han'],
  Jpan: ['Han', 'Hiragana', 'Katakana'],
  Kore: ['Hangul', 'Han'],
};

function lettersIn(script: string): RegExp {
  const classes = (unicodeScripts[script] ?? [script]).map((name) => `\\p{Script_Extensions=${name}}`);
  return RegExp(`(?=[\\p{L}\\p{M}])[${classes.join('')}]`, 'gu');
}

export interface Writing {
  /** Letters and marks. */
  readonly letters: number;
  /** The share of the letters in the script that the language is usually written in, 0 to 1. */
  readonly expected: number;
  /** The share of the letters in the Latin script. */
  readonly latin: number;
}

/** Which scripts `text` is written in, beside the one that is expected of `language` (BCP 47). */
export function writingOf(text: string, language: string): Writing {
  const script = new Intl.Locale(language).maximize().script ?? 'Latn';
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const letters = count(/[\p{L}\p{M}]/gu);
  const share = (pattern: RegExp) => (letters === 0 ? 0 : count(pattern) / letters);
  return { letters, expected: share(lettersIn(script)), latin: share(lettersIn('Latn')) };
}
