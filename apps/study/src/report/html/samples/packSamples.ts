import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { layerChoices, metrics } from '../../../study/plan/StudyPlan.js';
import { hasTexts, type CountedResults, type TestResult } from '../../../study/StudyResults.js';
import { layerLabels, metricLabels, type LanguageNames } from '../../figures/labels.js';
import { pairSamples, type SamplePair } from './pairSamples.js';
import { labelLetters, type PackedAnswer, type SampleIndex } from './SampleIndex.js';

/** The samples as a page holds them: base64 of gzip, unpacked piece by piece when they are looked at. */
export interface PackedSamples {
  readonly index: string;
  readonly chunks: readonly string[];
  readonly shown: number;
  readonly total: number;
  /** What filters can offer, in the index's order. */
  readonly choices: Pick<SampleIndex, 'models' | 'languages' | 'samples' | 'judges'>;
  /** Every character of the texts, for the fonts. */
  readonly characters: readonly string[];
}

export interface PackOptions {
  /** About how many characters of the page all samples may take; 16 million by default. */
  readonly budget?: number;
}

/** A page of the browser unpacks a few of them. */
const chunkCharacters = 100_000;
/** What gzip and base64 leave of a character: measured 0.5 of English to 0.7 of scripts with three bytes a letter. */
const packedShare = 0.6;
const longestText = 6_000;
const longestReason = 1_000;
const compress = promisify(gzip);

/**
 * Packs as many samples as fit, the first ones in all languages and metrics before the next, so that a cut leaves every cell
 * with the same samples. All is collected before this returns; what it promises is compressed beside this thread.
 * @param judges in the order in which they are shown
 */
export async function packSamples(
  results: CountedResults,
  judges: readonly string[],
  names: LanguageNames,
  { budget = 16_000_000 }: PackOptions = {},
): Promise<PackedSamples> {
  const pairs = pairSamples(results);
  const texts = new TextChunks(judges);
  const models = new Places<string>();
  const languages = new Places<string>();
  const samples = new Places<string>();
  const rows: number[] = [];
  let shown = 0;
  for (const pair of pairs.filter(hasAllTexts)) {
    if (texts.characterCount * packedShare > budget) break;
    rows.push(
      models.of(pair.model),
      pair.editLanguage === undefined ? -1 : languages.of(pair.editLanguage),
      pair.layerChoice === undefined ? -1 : layerChoices.indexOf(pair.layerChoice),
      languages.of(pair.testLanguage),
      metrics.indexOf(pair.metric),
      samples.of(String(pair.sample)),
      texts.prompt(promptOf(pair)),
      texts.answer(pair.before),
      texts.answer(pair.withSuffix),
      texts.answer(pair.after),
    );
    shown++;
    if (texts.openCharacters > chunkCharacters) texts.close();
  }
  texts.close();
  const index: SampleIndex = {
    models: models.all,
    languages: languages.all.map((code) => ({ code, name: names.english(code) })),
    layers: layerChoices.map((choice) => layerLabels[choice]),
    metrics: metrics.map((metric) => metricLabels[metric]),
    samples: samples.all,
    judges,
    rows,
    labels: texts.labels,
    chunkStarts: texts.starts,
  };
  return {
    index: await pack(index),
    chunks: await Promise.all(texts.chunks),
    shown,
    total: pairs.length,
    choices: index,
    characters: texts.characters,
  };
}

function hasAllTexts(pair: SamplePair): pair is SamplePair<TestResult> {
  return [pair.before, pair.withSuffix, pair.after].every((test) => !test || hasTexts(test));
}

/** The prompt without the suffix, where it was asked so. */
function promptOf({ before, withSuffix, after }: SamplePair<TestResult>): string {
  return (before ?? after ?? withSuffix)!.answer.prompt;
}

async function pack(value: unknown): Promise<string> {
  return (await compress(JSON.stringify(value))).toString('base64');
}

/** Gives each value its place in the order in which they came. */
class Places<Value> {
  private readonly places = new Map<Value, number>();

  of(value: Value): number {
    const place = this.places.get(value) ?? this.places.size;
    this.places.set(value, place);
    return place;
  }

  get all(): readonly Value[] {
    return [...this.places.keys()];
  }
}

/** Collects texts, each once, and packs them whenever there are enough. */
class TextChunks {
  readonly chunks: Promise<string>[] = [];
  readonly starts: number[] = [];
  readonly labels: string[] = [];
  characterCount = 0;
  openCharacters = 0;
  /** By UTF-16 code unit, whether it occurs: our fonts hold none that takes two. */
  private readonly seen = new Uint8Array(0x10000);
  private open: (string | PackedAnswer)[] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly judges: readonly string[]) {}

  prompt(text: string): number {
    return this.once(`p${text}`, '', () => text);
  }

  answer(test: TestResult | undefined): number {
    if (!test) return -1;
    const label = this.judges
      .map((judge) => {
        const verdict = test.verdicts.get(judge);
        return verdict ? labelLetters[verdict.label] : '-';
      })
      .join('');
    return this.once(`a${test.answerKey}`, label, () => packAnswer(test, this.judges));
  }

  get characters(): readonly string[] {
    return Array.from(this.seen.keys())
      .filter((unit) => this.seen[unit] === 1 && (unit < 0xd800 || unit > 0xdfff))
      .map((unit) => String.fromCharCode(unit));
  }

  /** Begins to pack what there is. */
  close(): void {
    if (this.open.length === 0) return;
    this.starts.push(this.labels.length - this.open.length);
    this.chunks.push(pack(this.open));
    this.open = [];
    this.openCharacters = 0;
  }

  private once(key: string, label: string, make: () => string | PackedAnswer): number {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const value = make();
    const id = this.labels.length;
    this.known.set(key, id);
    this.labels.push(label);
    this.open.push(value);
    for (const text of textsOf(value)) {
      this.openCharacters += text.length;
      this.characterCount += text.length;
      for (let at = 0; at < text.length; at++) this.seen[text.charCodeAt(at)] = 1;
    }
    return id;
  }
}

function packAnswer({ answer, verdicts }: TestResult, judges: readonly string[]): PackedAnswer {
  const { text, finishReason, overflow, promptTokens, newTokens } = answer;
  return {
    text: text.slice(0, longestText),
    ...(text.length > longestText && { leftOut: text.length - longestText }),
    ...(finishReason === 'length' && { cut: true }),
    ...(overflow && { overflow: true }),
    promptTokens,
    newTokens,
    reasons: judges.flatMap((judge, place) => {
      const reason = verdicts.get(judge)?.rationale;
      return reason === undefined ? [] : [[place, reason.slice(0, longestReason)] as const];
    }),
  };
}

function textsOf(value: string | PackedAnswer): readonly string[] {
  return typeof value === 'string' ? [value] : [value.text, ...value.reasons.map(([, reason]) => reason)];
}
