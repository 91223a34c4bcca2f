import { Command, Option } from 'commander';
import type { CardName } from '@msafeedit/runtime';
import { writeJson, writeLine, type Context } from '../Context.js';
import { bytes } from '../options/bytes.js';
import { integer } from '../options/number.js';
import { cardOption, jsonOption, modelOption } from '../options/shared.js';
import { examples } from './examples.js';

interface DoctorFlags {
  readonly model?: string;
  readonly memory?: number;
  readonly card?: CardName;
  readonly prompts: number;
  readonly promptTokens: number;
  readonly newTokens: number;
  readonly json?: true;
}

export function doctorCommand(context: Context): Command {
  const count = (flag: string, what: string, value: number): Option =>
    new Option(flag, what).argParser(integer({ least: 1 })).default(value);
  return new Command('doctor')
    .description(
      'say what is installed, what is missing and how to fix it, exit code 1 if something is missing; ' +
        'or with --model how much memory a model takes, and how many prompts fit at once',
    )
    .addOption(modelOption())
    .addOption(
      new Option(
        '--memory <size>',
        'of a graphics card, such as 24GB, to plan for it; default: this machine',
      ).argParser(bytes),
    )
    .addOption(cardOption())
    .addOption(count('--prompts <count>', 'with --model: prompts that an edit is tested with', 45))
    .addOption(count('--prompt-tokens <count>', 'with --model: tokens of each', 900))
    .addOption(count('--new-tokens <count>', 'with --model: tokens of each answer', 600))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'doctor',
        'doctor --json',
        'doctor --model smollm2-135m',
        'doctor --model hf:meta-llama/Llama-2-7b-chat-hf --memory 24GB',
        'doctor --model hf:meta-llama/Llama-2-7b-chat-hf --card a100-80gb',
      ),
    )
    .action(async (flags: DoctorFlags) => {
      if (flags.model === undefined) await showChecks(context, flags.json === true);
      else {
        const { showMemory } = await import('../memory/showMemory.js');
        await showMemory(flags.model, flags, context);
      }
    });
}

async function showChecks(context: Context, json: boolean): Promise<void> {
  const { inspectSetup } = await import('@msafeedit/runtime/setup');
  const checks = await inspectSetup();
  const missing = checks.filter(({ status }) => status === 'missing').length;
  if (missing > 0) context.exitCode = 1;
  if (json) {
    writeJson(context, { ok: missing === 0, checks });
    return;
  }
  const { bold, green, red, yellow } = context.colours;
  const signs = { ok: green('✔'), missing: red('✘'), warning: yellow('!') };
  const nameWidth = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, status, detail, fix } of checks) {
    writeLine(context, `${signs[status]} ${bold(name.padEnd(nameWidth))}  ${detail}`);
    if (fix !== undefined) writeLine(context, `  ${' '.repeat(nameWidth)}  → ${fix}`);
  }
  writeLine(context);
  writeLine(context, missing === 0 ? 'All that is needed is here.' : `${missing} missing.`);
}
