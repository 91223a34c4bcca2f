import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError } from '@msafeedit/services';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mini } from '../mini/mini.js';
import type { Sample } from '../Sample.js';
import { sampleTexts, type SampleField } from '../sampleFields.js';
import type { Translation, Translator } from '../translators/Translator.js';
import { estimateTranslation } from './estimateTranslation.js';
import {
  translateDataset,
  type TranslateDatasetOptions,
  type TranslatedLanguage,
} from './translateDataset.js';

let cache: string;
beforeEach(() => (cache = mkdtempSync(join(tmpdir(), 'translations-'))));
afterEach(() => {
  rmSync(cache, { recursive: true });
});

/** A translator that knows the mini set by heart, and counts what it is asked. */
class Phrasebook implements Translator {
  readonly version = '1';
  readonly asked: string[] = [];
  requests = 0;

  constructor(
    readonly name = 'phrasebook',
    private readonly change: (translation: string, text: string) => string | Translation = (text) => text,
    readonly limits = { textsPerRequest: 3, charactersPerRequest: 5000, concurrency: 2 },
  ) {}

  supports(from: string, to: string): boolean {
    return from === 'en' && ['es', 'th'].includes(to);
  }

  async translate(
    texts: readonly string[],
    { to, signal }: { to: string; signal?: AbortSignal },
  ): Promise<readonly Translation[]> {
    this.requests++;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    this.asked.push(...texts);
    return texts.map((text) => {
      const changed = this.change(phrases(to).get(text) ?? text, text);
      return typeof changed === 'string' ? { text: changed } : changed;
    });
  }
}

/** English to another language, of whole fields and of lines. */
function phrases(to: string): ReadonlyMap<string, string> {
  const targets = mini[to as keyof typeof mini];
  return new Map(
    mini.en.flatMap((source, index) => {
      const translated = new Map(sampleTexts(targets[index]!));
      return sampleTexts(source).map(([field, text]) => [text, translated.get(field)!] as const);
    }),
  );
}

const three = mini.en.slice(0, 3);

async function translate(
  samples: readonly Sample[],
  options: Omit<TranslateDatasetOptions, 'cache'> & { readonly cache?: string },
): Promise<readonly TranslatedLanguage[]> {
  const languages: TranslatedLanguage[] = [];
  for await (const language of translateDataset(samples, { cache, ...options })) languages.push(language);
  return languages;
}

const textsOf = (sample: Sample): readonly (readonly [SampleField, string])[] => sampleTexts(sample);

describe('translateDataset', () => {
  it('translates each field into each language, and says of each where it comes from', async () => {
    const translator = new Phrasebook();
    const results = await translate(three, { languages: ['es', 'th'], translator });
    expect(results.map(({ language }) => language)).toEqual(['es', 'th']);
    for (const { language, samples, untranslated, findings } of results) {
      expect(untranslated).toEqual([]);
      expect(findings).toEqual([]);
      samples.forEach((sample, index) => {
        const target = mini[language as 'es' | 'th'][index]!;
        expect(textsOf(sample)).toEqual(textsOf(target));
        expect(sample).toMatchObject({ id: three[index]!.id, language, category: three[index]!.category });
        expect(Object.keys(sample.provenance!)).toEqual(textsOf(sample).map(([field]) => field));
        expect(sample.provenance!.question).toEqual({
          how: 'translated',
          by: 'phrasebook',
          version: '1',
          from: 'en',
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        });
      });
    }
  });

  it('asks for each distinct text once, and for nothing that is kept', async () => {
    const translator = new Phrasebook();
    const twice = [...three, { ...three[0]!, id: 'again' }];
    const first = await translate(twice, { languages: ['es'], translator });
    const distinct = new Set(three.flatMap((sample) => textsOf(sample).map(([, text]) => text)));
    expect(new Set(translator.asked)).toEqual(distinct);
    expect(translator.asked).toHaveLength(distinct.size);

    const again = new Phrasebook();
    expect(await translate(twice, { languages: ['es'], translator: again })).toEqual(first);
    expect(again.requests).toBe(0);
  });

  it('asks anew where the translator has another version', async () => {
    await translate(three, { languages: ['es'], translator: new Phrasebook() });
    const other = Object.assign(new Phrasebook(), { version: '2' });
    await translate(three, { languages: ['es'], translator: other });
    expect(other.asked.length).toBeGreaterThan(20);
  });

  it('goes on where it was stopped, at whatever request that was', async () => {
    const one = three.slice(0, 1);
    const whole = await translate(one, { languages: ['es', 'th'], translator: new Phrasebook() });
    const strip = (results: readonly TranslatedLanguage[]): unknown =>
      results.map(({ samples }) => samples.map((sample) => textsOf(sample)));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 6 }), async (stops) => {
        const folder = mkdtempSync(join(cache, 'stops-'));
        const asked: string[] = [];
        for (const requests of stops) {
          const abort = new AbortController();
          let left = requests;
          const translator = new Phrasebook('phrasebook', (text) => {
            if (--left === 0) abort.abort();
            return text;
          });
          const run = translate(one, {
            languages: ['es', 'th'],
            translator,
            signal: abort.signal,
            cache: folder,
          });
          await run.catch((error: unknown) => {
            expect(error).toBe(abort.signal.reason);
          });
          asked.push(...translator.asked);
        }
        const last = new Phrasebook();
        const results = await translate(one, {
          languages: ['es', 'th'],
          translator: last,
          cache: folder,
        });
        expect(strip(results)).toEqual(strip(whole));
        asked.push(...last.asked);
        expect(Math.max(...asked.map((text) => asked.filter((other) => other === text).length))).toBe(2); // es, th
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  it('leaves a refused text to people, in the source’s words, and translates the rest', async () => {
    const translator = new Phrasebook('prim', (text, source) =>
      source === three[1]!.unsafe ? { refused: 'I would rather not.' } : text,
    );
    const [result] = await translate(three, { languages: ['es'], translator });
    expect(result!.untranslated).toEqual([
      { id: three[1]!.id, field: 'unsafe', reason: 'refused: I would rather not.' },
    ]);
    expect(result!.samples[1]!.unsafe).toBe(three[1]!.unsafe);
    expect(result!.samples[1]!.provenance).not.toHaveProperty('unsafe');
    expect(result!.findings.some(({ id, field }) => id === three[1]!.id && field === 'unsafe')).toBe(true);
  });

  it('halves a request that fails by itself until one text is left, and goes on without it', async () => {
    const bad = three[2]!.safe;
    const translator = new Phrasebook('picky', (text, source) => {
      if (source === bad) throw new ServiceError('rejected', 'picky', 'not this one.');
      return text;
    });
    const [result] = await translate(three, { languages: ['es'], translator });
    expect(result!.untranslated).toEqual([
      { id: three[2]!.id, field: 'safe', reason: 'picky: not this one.' },
    ]);
  });

  it('stops at what concerns every request, keeps what was done, and says so', async () => {
    let left = 4;
    const poor = new Phrasebook('poor', (text) => {
      if (left-- <= 0) throw new ServiceError('quota', 'poor', 'the quota is used up.');
      return text;
    });
    await expect(translate(three, { languages: ['es'], translator: poor })).rejects.toThrow(
      'poor: the quota is used up.',
    );
    const before = poor.asked.length;
    left = Infinity;
    await translate(three, { languages: ['es'], translator: poor });
    const distinct = new Set(three.flatMap((sample) => textsOf(sample).map(([, text]) => text)));
    expect(poor.asked.length - before).toBeLessThan(distinct.size);
  });

  it('gives up on a translator that fails at one text after the other', async () => {
    const broken = new Phrasebook('broken', () => {
      throw new ServiceError('rejected', 'broken', 'no.');
    });
    await expect(translate(three, { languages: ['es'], translator: broken })).rejects.toThrow('broken: no.');
    expect(broken.requests).toBeLessThan(25);
  });

  it('tries a second translator once for what the first refused or did badly', async () => {
    const spoilt = three[0]!.safe;
    const refused = three[1]!.unsafe;
    const first = new Phrasebook('first', (text, source) => {
      if (source === refused) return { refused: 'no' };
      return source === spoilt ? source : text;
    });
    const second = new Phrasebook('second');
    const [result] = await translate(three, { languages: ['es'], translator: first, fallback: second });
    expect(new Set(second.asked)).toEqual(new Set([spoilt, refused]));
    expect(result!.untranslated).toEqual([]);
    expect(result!.findings).toEqual([]);
    expect(result!.samples[0]!.provenance!.safe!.by).toBe('second');
    expect(result!.samples[0]!.provenance!.unsafe!.by).toBe('first');
    expect(result!.samples[1]!.provenance!.unsafe!.by).toBe('second');
  });

  it('refuses what it can’t do before it asks for anything', async () => {
    const translator = new Phrasebook();
    const into = (...languages: string[]): Promise<unknown> => translate(three, { languages, translator });
    await expect(into('en')).rejects.toThrow('The samples are in "en" already');
    await expect(into('es', 'bn', 'hi')).rejects.toThrow(
      'phrasebook doesn\'t translate from "en" into "bn", "hi".',
    );
    await expect(translate([], { languages: ['es'], translator })).rejects.toThrow('no samples');
    await expect(translate([three[0]!, mini.es[1]!], { languages: ['th'], translator })).rejects.toThrow(
      'in several languages (en, es)',
    );
    expect(translator.requests).toBe(0);
  });
});

describe('estimateTranslation', () => {
  it('counts what a run will send, and what is kept', async () => {
    const translator = Object.assign(new Phrasebook(), {
      estimateCost: (characters: number) => characters * 2e-5,
    });
    const texts = three.flatMap((sample) => textsOf(sample).map(([, text]) => text));
    const characters = [...new Set(texts)].join('').length;
    const [before] = await estimateTranslation(three, { languages: ['es'], translator, cache });
    expect(before).toMatchObject({
      language: 'es',
      texts: texts.length,
      distinctTexts: new Set(texts).size,
      characters,
      keptCharacters: 0,
    });
    expect(before!.cost).toBeCloseTo(characters * 2e-5, 10);
    expect(translator.requests).toBe(0);

    await translate(three, { languages: ['es'], translator });
    expect(translator.requests).toBe(before!.requests);
    const [after] = await estimateTranslation(three, { languages: ['es'], translator, cache });
    expect(after).toMatchObject({ keptCharacters: characters, requests: 0, cost: 0 });
    expect(readdirSync(cache)).toEqual(['phrasebook.en-es.jsonl']);
  });
});
