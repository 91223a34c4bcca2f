/** How much text of a language models are trained on, as the paper classes it (its section on the choice of languages). */
export type ResourceClass = 'high' | 'low';

export interface Language {
  /** BCP 47. */
  readonly code: string;
  readonly englishName: string;
  readonly ownName: string;
  /** ISO 15924, e.g. `Latn`; what `\p{Script=…}` takes too. */
  readonly script: string;
  readonly family: string;
  readonly resourceClass: ResourceClass;
}

/**
 * The nine languages of mSafeEdit. Families are as linguists have them: the paper calls Vietnamese Austronesian, but it
 * is Austroasiatic; Malay is Austronesian.
 */
export const languages: readonly Language[] = [
  language('en', 'English', 'English', 'Latn', 'Indo-European', 'high'),
  language('es', 'Spanish', 'español', 'Latn', 'Indo-European', 'high'),
  language('fr', 'French', 'français', 'Latn', 'Indo-European', 'high'),
  language('zh', 'Chinese', '中文', 'Hans', 'Sino-Tibetan', 'high'),
  language('bn', 'Bengali', 'বাংলা', 'Beng', 'Indo-European', 'low'),
  language('hi', 'Hindi', 'हिन्दी', 'Deva', 'Indo-European', 'low'),
  language('th', 'Thai', 'ไทย', 'Thai', 'Kra-Dai', 'low'),
  language('ms', 'Malay', 'Bahasa Melayu', 'Latn', 'Austronesian', 'low'),
  language('vi', 'Vietnamese', 'Tiếng Việt', 'Latn', 'Austroasiatic', 'low'),
];

function language(
  code: string,
  englishName: string,
  ownName: string,
  script: string,
  family: string,
  resourceClass: ResourceClass,
): Language {
  return { code, englishName, ownName, script, family, resourceClass };
}
