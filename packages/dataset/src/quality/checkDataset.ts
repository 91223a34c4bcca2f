import { DatasetError } from '../DatasetError.js';
import type { Sample } from '../Sample.js';
import { sampleTexts } from '../sampleFields.js';
import { checkTranslation } from './checkTranslation.js';
import { checkNames, type CheckName, type Finding } from './Finding.js';
import { loadLanguageIdentifier } from './IdentifyLanguage.js';

/** What the checks found in one data set in one language. */
export interface CheckReport {
  readonly language: string;
  /** How many samples and texts were looked at. */
  readonly samples: number;
  readonly texts: number;
  /** Texts with a finding at least. */
  readonly markedTexts: number;
  /** By check; all checks are named. */
  readonly counts: Readonly<Record<CheckName, number>>;
  readonly findings: readonly Finding[];
  /** Ids that only one of the two files has. */
  readonly missing: readonly Sample['id'][];
  readonly unknown: readonly Sample['id'][];
}

/** A sample and its translation. */
export interface SamplePair {
  readonly source: Sample;
  readonly translation: Sample;
}

/**
 * Looks at all translations of a data set with all checks that need no translator.
 * @throws {DatasetError} `sample`: none of the translations is of one of the sources, or both are in one language
 */
export async function checkDataset(
  sources: readonly Sample[],
  translations: readonly Sample[],
): Promise<CheckReport> {
  const pairs = pairSamples(sources, translations);
  const identifyLanguage = await loadLanguageIdentifier();
  const findings = pairs.flatMap(({ source, translation }) =>
    checkTranslation(source, translation, { identifyLanguage }),
  );
  const ids = (samples: readonly Sample[]): ReadonlySet<string> =>
    new Set(samples.map(({ id }) => String(id)));
  const without = (samples: readonly Sample[], known: ReadonlySet<string>): readonly Sample['id'][] =>
    samples.filter(({ id }) => !known.has(String(id))).map(({ id }) => id);
  const report = {
    language: pairs[0]!.translation.language,
    samples: pairs.length,
    texts: pairs.reduce((sum, { translation }) => sum + sampleTexts(translation).length, 0),
    missing: without(sources, ids(translations)),
    unknown: without(translations, ids(sources)),
  };
  return { ...report, ...summaryOf(findings) };
}

/** The report with more findings, such as those of `checkBackTranslations`. */
export function addFindings(report: CheckReport, findings: readonly Finding[]): CheckReport {
  return { ...report, ...summaryOf([...report.findings, ...findings]) };
}

/**
 * Finds each translation's source by its id.
 * @throws {DatasetError} `sample`: no pair, or both sides are in one language
 */
export function pairSamples(
  sources: readonly Sample[],
  translations: readonly Sample[],
): readonly SamplePair[] {
  const byId = new Map(sources.map((source) => [String(source.id), source]));
  const pairs = translations.flatMap((translation) => {
    const source = byId.get(String(translation.id));
    return source ? [{ source, translation }] : [];
  });
  const [first] = pairs;
  if (!first)
    throw new DatasetError(
      'sample',
      'No sample of the translation has the id of one in the source; are they the same data set?',
    );
  if (first.source.language === first.translation.language)
    throw new DatasetError(
      'sample',
      `Source and translation are both in "${first.source.language}"; give the original first and then a translation.`,
    );
  return pairs;
}

function summaryOf(findings: readonly Finding[]): Pick<CheckReport, 'findings' | 'counts' | 'markedTexts'> {
  const counts = Object.fromEntries(
    checkNames.map((name) => [name, findings.filter(({ check }) => check === name).length]),
  ) as Record<CheckName, number>;
  const markedTexts = new Set(findings.map(({ id, field }) => `${id} ${field}`)).size;
  return { findings, counts, markedTexts };
}
