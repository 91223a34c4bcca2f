import { Command, Option } from 'commander';
import type { Classification } from '@msafeedit/runtime';
import { writeJson, writeLine, type Context } from '../Context.js';
import { resolveModel } from '../openModel.js';
import { integer } from '../options/number.js';
import { defined } from '../options/defined.js';
import { deviceOption, engineOption, type EngineSettings, jsonOption } from '../options/shared.js';
import { nonEmpty } from '../options/text.js';
import { formatSeconds, timed } from '../screen/seconds.js';
import { cutMiddle } from '../screen/cutMiddle.js';
import { examples } from './examples.js';

interface ClassifyFlags extends Omit<EngineSettings, 'dtype'> {
  readonly model: string;
  readonly text: readonly string[];
  readonly maxLength: number;
  readonly json?: true;
}

export function classifyCommand(context: Context): Command {
  return new Command('classify')
    .description('tell which class each of some texts is of, by a classifier such as SafeEdit’s RoBERTa')
    .addOption(
      new Option('--model <folder>', 'the folder of a RobertaForSequenceClassification')
        .argParser(nonEmpty)
        .makeOptionMandatory(),
    )
    .requiredOption('--text <text...>', 'the texts; the flag may also be repeated')
    .option(
      '--max-length <n>',
      'the most tokens of a text that count, two special ones among them',
      integer({ least: 2 }),
      512,
    )
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'classify --model ./SafeEdit-Safety-Classifier --text "I can’t help with that."',
        'classify --model ./my-classifier --text "One" "Two" --max-length 128 --json',
      ),
    )
    .action(async (flags: ClassifyFlags) => {
      const results = await classify(flags, context);
      if (flags.json) writeJson(context, results);
      else for (const one of results) show(one, context);
    });
}

async function classify(flags: ClassifyFlags, context: Context): Promise<Classification[]> {
  const { model, text, maxLength, engine, device } = flags;
  const { progress, signal } = context;
  const folder = await resolveModel(model, context);
  const { loadSequenceClassifier } = await import('@msafeedit/runtime');
  using classifier = await loadSequenceClassifier(folder, {
    engine,
    ...defined({ device }),
    signal,
    onProgress: (event) => {
      progress.update(event);
    },
    onWarning: (message) => {
      progress.note(`warning: ${message}`);
    },
  });
  const { layers, labels } = classifier.config;
  progress.note(
    `Classifier ${model} (roberta, ${layers} layers, classes ${labels.join(', ')}); ` +
      `engine ${classifier.engine} (${classifier.engineDescription}).`,
  );
  const { value, seconds } = await timed(() =>
    classifier.classify(text, {
      maxLength,
      signal,
      onProgress: ({ done, total }) => {
        progress.update({ step: 'Classify', fraction: done / total, detail: `${done} of ${total} texts` });
      },
    }),
  );
  progress.note(`${value.length} text${value.length === 1 ? '' : 's'} in ${formatSeconds(seconds)}.`);
  return value;
}

/** One line a text: its class, the logits, and the text as far as there is room. */
function show({ text, logits, label }: Classification, context: Context): void {
  const { bold, dim } = context.colours;
  const numbers = logits.map((logit) => logit.toFixed(3)).join(', ');
  const room = Math.max(20, context.width - label.length - numbers.length - 6);
  writeLine(context, `${bold(label)}  ${dim(`[${numbers}]`)}  ${cutMiddle(text, room)}`);
}
