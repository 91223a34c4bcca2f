/** A well-formed BCP 47 tag for `Intl`, which throws at others: `zh_CN` becomes `zh-CN`, what is no tag `und`. */
export function languageTag(language: string): string {
  try {
    return Intl.getCanonicalLocales(language.replaceAll('_', '-'))[0] ?? 'und';
  } catch {
    return 'und';
  }
}

/** The language alone, in lower case: `zh` of `zh-Hans-CN`. */
export function primaryLanguage(language: string): string {
  return languageTag(language).split('-', 1)[0]!.toLowerCase();
}
