import { Command, Option } from 'commander';
import type { EditDelta } from '@msafeedit/dinm';
import type { Answer, CausalLM, GenerateOptions } from '@msafeedit/runtime';
import { writeJson, writeLine, type Context } from '../Context.js';
import { withModel } from '../openModel.js';
import { choice } from '../options/choice.js';
import { defined } from '../options/defined.js';
import { decimal, integer } from '../options/number.js';
import {
  deviceOption,
  dtypeOption,
  engineOption,
  type EngineSettings,
  formatOption,
  jsonOption,
  modelOption,
  type Format,
} from '../options/shared.js';
import { nonEmpty, nonEmptyList } from '../options/text.js';
import { formatSeconds, timed } from '../screen/seconds.js';
import { wrap } from '../screen/sideBySide.js';
import { examples } from './examples.js';

const overflows = ['error', 'truncate-left', 'extrapolate'] as const;

interface GenerateFlags extends EngineSettings {
  readonly model: string;
  readonly prompt: readonly string[];
  readonly maxNewTokens: number;
  readonly format?: Format;
  readonly delta?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly stopRepeating?: true;
  readonly overflow?: (typeof overflows)[number];
  readonly generationConfig?: true;
  readonly json?: true;
}

export function generateCommand(context: Context): Command {
  return new Command('generate')
    .description('answer one or more prompts, greedily unless told otherwise')
    .addOption(modelOption().makeOptionMandatory())
    .addOption(
      new Option('--prompt <prompt...>', 'the prompts; the flag may also be repeated')
        .argParser(nonEmptyList)
        .makeOptionMandatory(),
    )
    .option('--max-new-tokens <n>', 'the most tokens of an answer', integer({ least: 1 }), 200)
    .addOption(formatOption('raw'))
    .option('--delta <file>', 'an edit to ask the model with, as `msafeedit edit` saves it', nonEmpty)
    .option('--temperature <x>', '0 is greedy (the default)', decimal({ least: 0 }))
    .option(
      '--top-p <x>',
      'sample among the likeliest tokens that hold this probability',
      decimal({ above: 0, most: 1 }),
    )
    .option('--top-k <n>', 'sample among this many likeliest tokens', integer({ least: 1 }))
    .option('--seed <n>', 'the seed of sampling', integer({ least: 0 }))
    .addOption(new Option('--stop <text...>', 'end an answer at any of these texts').argParser(nonEmptyList))
    .option('--stop-repeating', 'end an answer that has gone round in circles for 96 tokens')
    .addOption(
      new Option(
        '--overflow <what>',
        `a prompt that doesn’t fit: ${overflows.join(', ')} (default: error)`,
      ).argParser(choice(overflows)),
    )
    .option('--generation-config', 'take the settings of the model’s generation_config.json')
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(dtypeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'generate --model smollm2-135m --format chat --prompt "What is the capital of France?"',
        'generate --model ./my-model --prompt "One" "Two" --max-new-tokens 40 --json',
        'generate --model smollm2-135m --format chat --delta edit.safetensors --prompt "How do I pick a lock?"',
      ),
    )
    .action(async (flags: GenerateFlags) => {
      const delta = flags.delta === undefined ? undefined : await loadDelta(flags.delta);
      await withModel(flags.model, flags, context, async (model) => {
        const { value: answers, seconds } = await timed(() => answer(model, delta, flags, context));
        const tokens = answers.reduce((sum, { tokens }) => sum + tokens.length, 0);
        const edited = delta ? ` with the edit of layer ${delta.layer}` : '';
        context.progress.note(
          `${answers.length} answer${answers.length === 1 ? '' : 's'}${edited}, ${tokens} tokens in ${formatSeconds(seconds)}.`,
        );
        if (flags.json) writeJson(context, answers.map(inContract));
        else for (const one of answers) show(one, context);
      });
    });
}

async function loadDelta(file: string): Promise<EditDelta> {
  const { EditDelta } = await import('@msafeedit/dinm');
  return await EditDelta.load(file);
}

async function answer(
  model: CausalLM,
  delta: EditDelta | undefined,
  flags: GenerateFlags,
  context: Context,
): Promise<Answer[]> {
  const { maxNewTokens, format, temperature, topP, topK, seed, stop, stopRepeating } = flags;
  const { overflow, generationConfig } = flags;
  let made = 0;
  const options: GenerateOptions = {
    ...defined({ format, temperature, topP, topK, seed, stop, stopRepeating, overflow, generationConfig }),
    maxNewTokens,
    signal: context.signal,
    onToken: () => {
      made++;
      const fraction = made / (maxNewTokens * flags.prompt.length);
      context.progress.update({ step: 'Answer', fraction, detail: `${made} tokens` });
    },
  };
  context.progress.update({ step: 'Answer', fraction: 0 });
  if (!delta) return await model.generate(flags.prompt, options);
  const { withEdit } = await import('@msafeedit/dinm');
  return await withEdit(model, delta, (edited) => edited.generate(flags.prompt, options));
}

/** The answer with the keys of the contract, and no others. */
function inContract({ prompt, text, tokens, finishReason }: Answer): Answer {
  return { prompt, text, tokens, finishReason };
}

function show({ prompt, text, finishReason }: Answer, context: Context): void {
  const { bold, dim } = context.colours;
  for (const line of wrap(`> ${prompt}`, context.width)) writeLine(context, bold(line));
  for (const line of wrap(text, context.width)) writeLine(context, line);
  if (finishReason === 'length') writeLine(context, dim('(cut at --max-new-tokens)'));
  writeLine(context);
}
