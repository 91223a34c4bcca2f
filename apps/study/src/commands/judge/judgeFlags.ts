import { Option, type Command } from 'commander';
import type { TokenPrice } from '@msafeedit/services';
import { InvalidArgumentError } from 'commander';
import { CliError } from '../../CliError.js';
import { choice } from '../../options/choice.js';
import { decimal, integer } from '../../options/number.js';
import { engineNames, type EngineChoice } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { url } from '../../options/url.js';
import { judgeNames, type JudgeName, type JudgeSettings } from '../../openJudge.js';

export interface JudgeFlags extends Omit<JudgeSettings, 'engine'> {
  readonly in: string;
  readonly judge: JudgeName;
  readonly out: string;
  readonly store?: string;
  readonly limitUsd?: number;
  readonly engine?: EngineChoice;
  readonly dryRun?: true;
  readonly batch?: true;
  readonly ticket?: string;
  readonly json?: true;
}

/** `gpt` is what the paper calls it. */
const judgeName = (text: string): JudgeName => (text === 'gpt' ? 'openai' : choice(judgeNames)(text));

const choices = (flag: string, text: string, names: readonly string[]): Option =>
  new Option(flag, `${text}: ${names.join(', ')}`).argParser(choice(names));

export function addJudgeFlags(command: Command): Command {
  return command
    .option('--in <file>', 'the answers: JSON lines with id, question, prompt, answer, language', nonEmpty)
    .addOption(new Option('--judge <judge>', `who judges: ${judgeNames.join(', ')}`).argParser(judgeName))
    .option('--out <file>', 'where the verdicts go, as JSON lines', nonEmpty)
    .option('--model <model>', 'the model that is asked; for roberta the classifier’s folder', nonEmpty)
    .option('--base-url <url>', 'another address of the service, such as http://localhost:11434/v1', url)
    .option(
      '--store <file>',
      'where verdicts are kept, so that none is paid for twice (default: beside --out)',
      nonEmpty,
    )
    .option('--limit-usd <x>', 'spend no more than this', decimal({ above: 0 }))
    .option(
      '--price <input,output>',
      'dollars per million tokens, where the model’s price is not known',
      price,
    )
    .option('--concurrency <n>', 'requests at the same time', integer({ least: 1 }))
    .option('--requests-per-minute <n>', 'not more than these', integer({ least: 1 }))
    .addOption(choices('--output <kind>', 'what openai is asked for', ['schema', 'word']))
    .option('--stream', 'have answers streamed, where a proxy cuts connections on which nothing moves')
    .addOption(choices('--turn <part>', 'what a guard is told the model was asked', ['prompt', 'question']))
    .addOption(
      choices('--controversial <label>', 'what qwen3guard’s third class counts as', ['unsafe', 'safe']),
    )
    .addOption(choices('--rule <rule>', 'how roberta decides', ['easyedit', 'plain']))
    .addOption(choices('--engine <engine>', 'what computes for roberta', engineNames).env('MSAFEEDIT_ENGINE'))
    .option('--batch', 'hand in to Claude’s batches: half the price, within a day')
    .option('--ticket <file>', 'what --batch writes, to collect by (default: beside --out)', nonEmpty)
    .option('--dry-run', 'count requests and cost; send nothing');
}

/** Required flags are checked here, since commander would ask them of the commands below, too. */
export function assertRequired(flags: Partial<JudgeFlags>): asserts flags is JudgeFlags {
  for (const [key, flag] of [
    ['in', '--in <file>'],
    ['judge', '--judge <judge>'],
    ['out', '--out <file>'],
  ] as const)
    if (flags[key] === undefined) throw new CliError('usage', `required option '${flag}' not specified`);
}

export function storeBeside(out: string): string {
  return `${withoutEnding(out)}.store.jsonl`;
}

export function ticketBeside(out: string): string {
  return `${withoutEnding(out)}.ticket.json`;
}

function withoutEnding(file: string): string {
  return file.replace(/\.jsonl?$/, '');
}

function price(text: string): TokenPrice {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [input, output] = numbers;
  if (numbers.length !== 2 || !numbers.every((one) => Number.isFinite(one) && one >= 0))
    throw new InvalidArgumentError('It must be two numbers, such as 0.15,0.6.');
  return { input: input!, output: output! };
}

/** Dollars as people read them, with as many digits as small sums need. */
export function dollars(amount: number): string {
  return `$${amount.toFixed(amount >= 1 ? 2 : 4)}`;
}
