/** ISO 15924 scripts that stand for several Unicode scripts. */
const unicodeScripts: Readonly<Record<string, readonly string[]>> = {
  Hans: ['Han'],
  Hant: ['Han'],
  Jpan: ['Han', 'Hiragana', 'Katakana'],
  Kore: ['Hangul', 'Han'],
};

/** The script that a language is usually written in; ISO 15924, by Unicode's likely subtags. */
export function scriptOf(language: string): string {
  return new Intl.Locale(language).maximize().script ?? 'Latn';
}

const patterns = new Map<string, RegExp>();

/** Finds each letter or mark of the language's script. */
export function lettersOf(language: string): RegExp {
  const script = scriptOf(language);
  let pattern = patterns.get(script);
  if (!pattern) {
    const classes = (unicodeScripts[script] ?? [script]).map((name) => `\\p{Script_Extensions=${name}}`);
    pattern = new RegExp(`(?=[\\p{L}\\p{M}])[${classes.join('')}]`, 'gu');
    patterns.set(script, pattern);
  }
  return pattern;
}
