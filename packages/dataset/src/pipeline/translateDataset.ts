import { DatasetError } from '../DatasetError.js';
import type { FieldProvenance, Provenance } from '../Provenance.js';
import type { Sample } from '../Sample.js';
import { checkTranslation, type Finding } from '../quality/checkTranslation.js';
import { loadLanguageIdentifier } from '../quality/IdentifyLanguage.js';
import { sampleTexts, withTexts, type SampleField } from '../sampleFields.js';
import type { Translator } from '../translators/Translator.js';
import { TranslationCache } from './TranslationCache.js';
import { translateTexts, type TextProgress, type TextResult } from './translateTexts.js';

export interface TranslateDatasetOptions {
  /** BCP 47 codes; the samples' own language among them is an error. */
  readonly languages: readonly string[];
  readonly translator: Translator;
  /** Tried once for each field that the first one refused, failed at, or that the checks mark. */
  readonly fallback?: Translator | undefined;
  /** The folder where translations are kept, for this and all later runs. */
  readonly cache: string;
  readonly onProgress?: (progress: DatasetProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface DatasetProgress extends TextProgress {
  readonly language: string;
  readonly translator: string;
}

/** A field that has no translation; the sample keeps the source's text there. */
export interface UntranslatedField {
  readonly id: Sample['id'];
  readonly field: SampleField;
  readonly reason: string;
}

export interface TranslatedLanguage {
  readonly language: string;
  /** In the source's order, with their ids. */
  readonly samples: readonly Sample[];
  readonly untranslated: readonly UntranslatedField[];
  /** What the checks mark in `samples`, for a person to look at. */
  readonly findings: readonly Finding[];
}

/**
 * Translates samples of one language into others, one language after the other, each distinct text once. Interrupted in
 * whatever way, a second call with the same cache goes on where the first stopped and asks for nothing again that had
 * been answered.
 * @throws {DatasetError} `sample`: no samples, or several languages among them; `language`: a pair is not supported
 * @throws {ServiceError} the translator can't go on: the key, the quota, the network; what was done is kept
 * @throws the signal's reason, when it is aborted
 */
export async function* translateDataset(
  samples: readonly Sample[],
  options: TranslateDatasetOptions,
): AsyncGenerator<TranslatedLanguage> {
  const from = sourceLanguage(samples);
  assertSupported(from, options);
  for (const to of options.languages) yield await translateInto(samples, from, to, options);
}

/** The one language that all samples are in. */
export function sourceLanguage(samples: readonly Sample[]): string {
  const [language, ...others] = new Set(samples.map((sample) => sample.language));
  if (language === undefined) throw new DatasetError('sample', 'There are no samples to translate.');
  if (others.length > 0)
    throw new DatasetError(
      'sample',
      `The samples are in several languages (${[language, ...others].join(', ')}); translate from one at a time.`,
    );
  return language;
}

/** @throws {DatasetError} `language` */
export function assertSupported(
  from: string,
  { languages, translator, fallback }: Pick<TranslateDatasetOptions, 'languages' | 'translator' | 'fallback'>,
): void {
  if (languages.includes(from))
    throw new DatasetError(
      'language',
      `The samples are in "${from}" already; leave it out of the languages.`,
    );
  for (const each of [translator, ...(fallback ? [fallback] : [])]) {
    const unknown = languages.filter((to) => !each.supports(from, to));
    if (unknown.length > 0)
      throw new DatasetError(
        'language',
        `${each.name} doesn't translate from "${from}" into ${unknown.map((to) => `"${to}"`).join(', ')}. ` +
          `Leave ${unknown.length > 1 ? 'them' : 'it'} out, or choose another translator.`,
      );
  }
}

async function translateInto(
  sources: readonly Sample[],
  from: string,
  to: string,
  options: TranslateDatasetOptions,
): Promise<TranslatedLanguage> {
  const { translator, fallback } = options;
  const texts = sources.flatMap((source) => sampleTexts(source).map(([, text]) => text));
  const first = await translateWith(translator, texts, from, to, options);
  const identifyLanguage = await loadLanguageIdentifier();
  const check: Check = (source, translation) => checkTranslation(source, translation, { identifyLanguage });
  const drafts = sources.map((source) => draftOf(source, first, translator, from, to, check));
  if (!fallback) return collect(sources, drafts, to);

  const marked = drafts.flatMap((draft, index) => markedTexts(sources[index]!, draft));
  if (marked.length === 0) return collect(sources, drafts, to);
  const second = await translateWith(fallback, marked, from, to, options);
  return collect(
    sources,
    drafts.map((draft, index) => improve(sources[index]!, draft, second, fallback, from, check)),
    to,
  );
}

async function translateWith(
  translator: Translator,
  texts: readonly string[],
  from: string,
  to: string,
  { cache: folder, onProgress, signal }: TranslateDatasetOptions,
): Promise<ReadonlyMap<string, TextResult>> {
  const cache = await TranslationCache.open(folder, translator, from, to);
  try {
    return await translateTexts(texts, translator, {
      from,
      to,
      cache,
      signal,
      onProgress: (progress) => onProgress?.({ ...progress, language: to, translator: translator.name }),
    });
  } finally {
    await cache.close();
  }
}

type Check = (source: Sample, translation: Sample) => readonly Finding[];

/** A translated sample as it stands, with what could not be translated and what the checks mark. */
interface Draft {
  readonly sample: Sample;
  readonly reasons: ReadonlyMap<SampleField, string>;
  readonly findings: readonly Finding[];
}

function draftOf(
  source: Sample,
  results: ReadonlyMap<string, TextResult>,
  translator: Translator,
  from: string,
  to: string,
  check: Check,
): Draft {
  const texts = new Map<SampleField, string>();
  const reasons = new Map<SampleField, string>();
  const provenance: Partial<Record<SampleField, FieldProvenance>> = {};
  for (const [field, text] of sampleTexts(source)) {
    const result = results.get(text)!;
    if ('text' in result) {
      texts.set(field, result.text);
      provenance[field] = translatedBy(translator, from, result.at);
    } else {
      reasons.set(field, 'refused' in result ? `refused: ${result.refused}` : result.failed);
    }
  }
  const sample = withTexts({ ...source, language: to, provenance }, texts);
  return { sample, reasons, findings: check(source, sample) };
}

function translatedBy({ name, version }: Translator, from: string, at: string): FieldProvenance {
  return { how: 'translated', by: name, version, from, at };
}

function markedTexts(source: Sample, draft: Draft): readonly string[] {
  const marked = markedFields(draft);
  return sampleTexts(source).flatMap(([field, text]) => (marked.has(field) ? [text] : []));
}

function markedFields({ reasons, findings }: Draft): ReadonlySet<SampleField> {
  return new Set([...reasons.keys(), ...findings.map(({ field }) => field)]);
}

/** Takes the second translator's text for each marked field where the checks mark it less. */
function improve(
  source: Sample,
  draft: Draft,
  results: ReadonlyMap<string, TextResult>,
  translator: Translator,
  from: string,
  check: Check,
): Draft {
  const sourceTexts = new Map(sampleTexts(source));
  let best = draft;
  for (const field of markedFields(draft)) {
    const result = results.get(sourceTexts.get(field)!);
    if (!result || !('text' in result)) continue;
    const provenance: Provenance = {
      ...best.sample.provenance,
      [field]: translatedBy(translator, from, result.at),
    };
    const sample = withTexts({ ...best.sample, provenance }, new Map([[field, result.text]]));
    const findings = check(source, sample);
    const isBetter = best.reasons.has(field) || findings.length < best.findings.length;
    if (!isBetter) continue;
    const reasons = new Map(best.reasons);
    reasons.delete(field);
    best = { sample, reasons, findings };
  }
  return best;
}

function collect(sources: readonly Sample[], drafts: readonly Draft[], language: string): TranslatedLanguage {
  return {
    language,
    samples: drafts.map(({ sample }) => sample),
    untranslated: drafts.flatMap(({ reasons }, index) =>
      [...reasons].map(([field, reason]) => ({ id: sources[index]!.id, field, reason })),
    ),
    findings: drafts.flatMap(({ findings }) => findings),
  };
}
