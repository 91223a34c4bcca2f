import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { CheckReport, TranslateBack } from '@msafeedit/dataset';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { openSamples } from '../../openSamples.js';
import { choice } from '../../options/choice.js';
import { defined } from '../../options/defined.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { url } from '../../options/url.js';
import { findingsTable } from '../../screen/findingsTable.js';
import { openTranslator, translatorNames, type TranslatorName } from '../../translate/translators.js';
import { examples } from '../examples.js';
import { languageOption } from './options.js';

interface CheckFlags {
  readonly source: string;
  readonly data: readonly string[];
  readonly language?: string;
  readonly backTranslator?: TranslatorName;
  readonly backModel?: string;
  readonly backBaseUrl?: string;
  readonly backCommand?: string;
  readonly strict?: true;
  readonly json?: true;
}

interface CheckedFile extends CheckReport {
  readonly data: string;
}

export function checkCommand(context: Context): Command {
  return new Command('check')
    .description(
      'look at translations for what is wrong: language, length, numbers, lines, what is left out or swapped',
    )
    .requiredOption('--source <data>', 'the data set that was translated', nonEmpty)
    .requiredOption('--data <data...>', 'its translations')
    .addOption(languageOption())
    .addOption(
      new Option(
        '--back-translator <translator>',
        'also have each text translated back, and compare it with the source by chrF',
      ).argParser(choice(translatorNames)),
    )
    .option('--back-model <model>', 'the model that claude or openai asks on the way back', nonEmpty)
    .option('--back-base-url <url>', 'the address of the service on the way back', url)
    .option('--back-command <command>', 'the program on the way back', nonEmpty)
    .option('--strict', 'exit with 1 if anything is found')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'data check --source en.json --data es.json fr.json',
        'data check --source mini --data mini-th --json',
        "data check --source en.json --data es.json --back-translator command --back-command 'apertium -u spa-eng'",
      ),
    )
    .action(async (flags: CheckFlags) => {
      const { source, data, language, strict, json } = flags;
      const { addFindings, checkBackTranslations, checkDataset } = await import('@msafeedit/dataset');
      const translateBack = await backTranslation(flags, context);
      const sources = await openSamples(source);
      const checked: CheckedFile[] = [];
      for (const file of data) {
        context.signal.throwIfAborted();
        context.progress.update({ step: 'Check', fraction: checked.length / data.length, detail: file });
        const translations = await openSamples(file, defined({ language }));
        const report = await checkDataset(sources, translations);
        const more = translateBack ? await checkBackTranslations(sources, translations, translateBack) : [];
        checked.push({ data: file, ...addFindings(report, more) });
      }
      context.progress.clear();
      if (json) writeJson(context, checked);
      else for (const each of checked) show(each, context);
      const isSound = checked.every(({ findings, missing, unknown }) =>
        [findings, missing, unknown].every((some) => some.length === 0),
      );
      if (strict && !isSound) context.exitCode = 1;
    });
}

/** What translates back, where that is asked for; its translations are kept as those of `translate`. */
async function backTranslation(
  { backTranslator, backModel, backBaseUrl, backCommand }: CheckFlags,
  context: Context,
): Promise<TranslateBack | undefined> {
  if (!backTranslator) return undefined;
  const { TranslationCache, translateTexts } = await import('@msafeedit/dataset');
  const { cacheFolder } = await import('@msafeedit/runtime/setup');
  const flags = { model: backModel, baseUrl: backBaseUrl, command: backCommand };
  const translator = await openTranslator(backTranslator, flags, context, 'back-');
  return async (texts, from, to) => {
    const cache = await TranslationCache.open(join(cacheFolder(), 'translations'), translator, from, to);
    try {
      const { signal } = context;
      const onProgress = ({ done, total }: { done: number; total: number }): void => {
        context.progress.update({
          step: `Translate back from ${from}`,
          fraction: total === 0 ? 1 : done / total,
          detail: `${done} of ${total} texts`,
        });
      };
      const results = await translateTexts(texts, translator, { from, to, cache, signal, onProgress });
      // What could not be translated back is like nothing.
      return texts.map((text) => {
        const result = results.get(text)!;
        return 'text' in result ? result.text : '';
      });
    } finally {
      await cache.close();
    }
  };
}

function show(report: CheckedFile, context: Context): void {
  const { data, language, samples, texts, markedTexts, findings, missing, unknown } = report;
  const { bold } = context.colours;
  writeLine(
    context,
    bold(`${data} (${language}): ${markedTexts} of ${texts} texts in ${samples} samples look wrong`),
  );
  if (missing.length > 0) writeLine(context, `Without translation: ${missing.join(', ')}`);
  if (unknown.length > 0) writeLine(context, `Not in the source: ${unknown.join(', ')}`);
  writeLine(context);
  if (findings.length === 0) return;
  for (const line of findingsTable(findings, context.width)) writeLine(context, line);
  writeLine(context);
}
