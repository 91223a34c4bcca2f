import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Finding, Sample, TranslatedLanguage, TranslationEstimate } from '@msafeedit/dataset';
import { writeJson, writeLine, type Context } from '../Context.js';
import { openSamples } from '../openSamples.js';
import { choice } from '../options/choice.js';
import { integer } from '../options/number.js';
import { dataOption, jsonOption } from '../options/shared.js';
import { nonEmpty } from '../options/text.js';
import { url } from '../options/url.js';
import { table } from '../screen/table.js';
import { openTranslator, translatorNames, type TranslatorName } from '../translate/translators.js';
import { examples } from './examples.js';

const formats = ['json', 'jsonl', 'csv', 'parquet'] as const;

interface TranslateFlags {
  readonly data: string;
  readonly languages: readonly string[];
  readonly translator: TranslatorName;
  readonly out: string;
  readonly format: (typeof formats)[number];
  readonly model?: string;
  readonly baseUrl?: string;
  readonly command?: string;
  readonly fallback?: TranslatorName;
  readonly fallbackModel?: string;
  readonly fallbackBaseUrl?: string;
  readonly fallbackCommand?: string;
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  readonly cache?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export function translateCommand(context: Context): Command {
  return new Command('translate')
    .description('translate a data set into other languages, each text once, and check the result')
    .addOption(dataOption().makeOptionMandatory())
    .requiredOption('--languages <codes>', 'such as es,fr,zh', codes)
    .addOption(
      new Option('--translator <translator>', `who translates: ${translatorNames.join(', ')}`)
        .argParser(choice(translatorNames))
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'where <language>.json and the report go', nonEmpty)
    .addOption(
      new Option('--format <format>', `of the files: ${formats.join(', ')}`)
        .argParser(choice(formats))
        .default('json'),
    )
    .option('--model <model>', 'the model that claude or openai asks', nonEmpty)
    .option('--base-url <url>', 'another address of the service', url)
    .option('--command <command>', 'the program of the translator command: text in, text out', nonEmpty)
    .addOption(
      new Option('--fallback <translator>', 'tried once for texts that were refused or look wrong').argParser(
        choice(translatorNames),
      ),
    )
    .option('--fallback-model <model>', 'as --model, for the fallback', nonEmpty)
    .option('--fallback-base-url <url>', 'as --base-url, for the fallback', url)
    .option('--fallback-command <command>', 'as --command, for the fallback', nonEmpty)
    .option('--concurrency <n>', 'requests at the same time', integer({ least: 1 }))
    .option('--requests-per-minute <n>', 'not more than these', integer({ least: 1 }))
    .option(
      '--cache <folder>',
      'where translations are kept, so that none is paid for twice (default: the cache folder)',
      nonEmpty,
    )
    .option('--resume', 'go on where an earlier run stopped; this is so in any case')
    .option('--dry-run', 'count texts, characters, requests and cost; send nothing, need no key')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'translate --data SafeEdit_sample.json --languages es,fr,zh,bn,hi,th,ms,vi --translator niutrans --out data',
        "translate --data mini --languages es --translator command --command 'apertium -u eng-spa' --out data",
        'translate --data mini --languages th --translator openai --base-url http://localhost:11434/v1 --model aya --out data',
        'translate --data SafeEdit_sample.json --languages es --translator google --out data --dry-run',
      ) +
        '\nKeys are taken from the environment or a file .env: NIUTRANS_API_KEY, ANTHROPIC_API_KEY, OPENAI_API_KEY,\n' +
        'LIBRETRANSLATE_API_KEY, GOOGLE_TRANSLATE_API_KEY. Stopped in whatever way, the same command goes on where it was.',
    )
    .action(async (flags: TranslateFlags) => {
      const samples = await openSamples(flags.data);
      const { estimateTranslation, translateDataset } = await import('@msafeedit/dataset');
      const { cacheFolder } = await import('@msafeedit/runtime/setup');
      const { concurrency, requestsPerMinute, dryRun } = flags;
      const translator = await openTranslator(
        flags.translator,
        {
          model: flags.model,
          baseUrl: flags.baseUrl,
          command: flags.command,
          concurrency,
          requestsPerMinute,
          dryRun,
        },
        context,
      );
      const fallback =
        flags.fallback &&
        (await openTranslator(
          flags.fallback,
          {
            model: flags.fallbackModel,
            baseUrl: flags.fallbackBaseUrl,
            command: flags.fallbackCommand,
            concurrency,
            requestsPerMinute,
            dryRun,
          },
          context,
          'fallback-',
        ));
      const cache = flags.cache ?? join(cacheFolder(), 'translations');
      const { languages } = flags;
      if (flags.dryRun) {
        showEstimates(await estimateTranslation(samples, { languages, translator, cache }), flags, context);
        return;
      }
      await mkdir(flags.out, { recursive: true });
      const results: WrittenLanguage[] = [];
      const run = translateDataset(samples, {
        languages,
        translator,
        fallback,
        cache,
        signal: context.signal,
        onProgress: ({ language, translator: name, done, total }) => {
          context.progress.update({
            step: `Translate into ${language}${name === translator.name ? '' : ` with ${name}`}`,
            fraction: total === 0 ? 1 : done / total,
            detail: `${done} of ${total} texts`,
          });
        },
      });
      for await (const result of run) results.push(await writeLanguage(result, samples, flags));
      context.progress.clear();
      show(results, flags, context);
    });
}

/** A parser for languages with commas between them. */
function codes(text: string): string[] {
  const found = text
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);
  return [...new Set(found)];
}

interface WrittenLanguage {
  readonly language: string;
  readonly file: string;
  /** For correcting; absent where nothing was marked. */
  readonly review?: string;
  readonly samples: number;
  readonly untranslated: TranslatedLanguage['untranslated'];
  readonly findings: readonly Finding[];
}

/** Writes a language's samples, and the marked fields as a CSV for people; both replace those of an earlier run. */
async function writeLanguage(
  { language, samples, untranslated, findings }: TranslatedLanguage,
  sources: readonly Sample[],
  { out, format }: TranslateFlags,
): Promise<WrittenLanguage> {
  const { exportReview, writeSamples } = await import('@msafeedit/dataset');
  const file = join(out, `${language}.${format}`);
  await writeSamples(file, samples, { format, overwrite: true });
  const written = { language, file, samples: samples.length, untranslated, findings };
  if (untranslated.length === 0 && findings.length === 0) return written;
  const review = join(out, `${language}.review.csv`);
  await writeFile(review, exportReview(sources, samples, { findings }).csv);
  return { ...written, review };
}

function showEstimates(
  estimates: readonly TranslationEstimate[],
  { translator, json }: TranslateFlags,
  context: Context,
): void {
  if (json) {
    writeJson(context, { translator, languages: estimates });
    return;
  }
  const rows = estimates.map(({ language, distinctTexts, characters, keptCharacters, requests, cost }) => [
    language,
    String(distinctTexts),
    String(characters),
    String(keptCharacters),
    String(requests),
    cost === undefined ? 'unknown' : `$${cost.toFixed(2)}`,
  ]);
  const header = ['language', 'texts', 'characters', 'kept', 'requests', 'cost'];
  for (const line of table(header, rows, { right: [1, 2, 3, 4, 5] })) writeLine(context, line);
}

function show(
  results: readonly WrittenLanguage[],
  { out, translator, json }: TranslateFlags,
  context: Context,
): void {
  if (json) {
    writeJson(context, { out, translator, languages: results });
    return;
  }
  const rows = results.map(({ language, file, samples, untranslated, findings }) => [
    language,
    String(samples),
    String(untranslated.length),
    String(findings.length),
    file,
  ]);
  const header = ['language', 'samples', 'untranslated', 'findings', 'file'];
  for (const line of table(header, rows, { right: [1, 2, 3] })) writeLine(context, line);
  const marked = results.flatMap(({ review }) => review ?? []);
  if (marked.length === 0) return;
  writeLine(context);
  writeLine(context, `Have ${marked.join(', ')} corrected, then: npx msafeedit data review import --help`);
}
