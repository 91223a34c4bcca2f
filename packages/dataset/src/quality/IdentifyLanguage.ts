/** How well a text fits each language that is known, by its code; the best one has 1, the others less. */
export type IdentifyLanguage = (text: string) => Readonly<Record<string, number>>;

let loading: Promise<IdentifyLanguage> | undefined;

/**
 * Loads ELD ("efficient language detector", 60 languages, no calls to anyone) once; that takes a second and 200 MB, so it
 * is done only where languages are checked. Why this one of those compared (ELD, tinyld, franc) stands in
 * docs/translation-checks.md.
 */
export function loadLanguageIdentifier(): Promise<IdentifyLanguage> {
  return (loading ??= load());
}

async function load(): Promise<IdentifyLanguage> {
  const { eld } = await import('eld/medium');
  return (text) => {
    const scores = eld.detect(text.normalize('NFC')).getScores();
    const best = Math.max(...Object.values(scores));
    return Object.fromEntries(Object.entries(scores).map(([language, score]) => [language, score / best]));
  };
}
