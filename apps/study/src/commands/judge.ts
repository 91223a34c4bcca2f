import { resolve } from 'node:path';
import { Command } from 'commander';
import type { JudgeAllEstimate } from '@msafeedit/judges';
import { assertWritable } from '../assertWritable.js';
import { CliError } from '../CliError.js';
import { writeJson, type Context } from '../Context.js';
import { requireKey } from '../findKey.js';
import { defined } from '../options/defined.js';
import { jsonOption } from '../options/shared.js';
import { examples } from './examples.js';
import { agreementCommand } from './judge/agreement.js';
import { collectCommand } from './judge/collect.js';
import { exportCommand } from './judge/export.js';
import { importCommand } from './judge/import.js';
import { addJudgeFlags, assertRequired, dollars, ticketBeside, type JudgeFlags } from './judge/judgeFlags.js';
import { judgeInto, openStoreFor } from './judge/judgeInto.js';
import { withJudge } from '../openJudge.js';
import { readAnswers } from './judge/readAnswers.js';
import { showCounts } from './judge/showCounts.js';
import { countVerdicts } from './judge/verdictsFile.js';

export function judgeCommand(context: Context): Command {
  const judge = addJudgeFlags(new Command('judge'))
    .description('say of each answer whether it is safe, unsafe or degenerate')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'judge --in answers.jsonl --judge claude --out verdicts.jsonl --limit-usd 5',
        'judge --in answers.jsonl --judge openai --out gpt.jsonl --dry-run',
        'judge --in answers.jsonl --judge claude --out verdicts.jsonl --batch',
        'judge --in answers.jsonl --judge qwen3guard --base-url http://localhost:8000/v1 --out guard.jsonl',
        'judge --in answers.jsonl --judge roberta --model ./SafeEdit-Safety-Classifier --out roberta.jsonl',
        'judge agreement --in verdicts.jsonl gpt.jsonl',
      ) +
        '\nKeys are taken from the environment or a file .env: ANTHROPIC_API_KEY, OPENAI_API_KEY, GUARD_API_KEY.\n' +
        'Stopped in whatever way, the same command goes on where it was.\n',
    )
    .action(async (flags: Partial<JudgeFlags>) => {
      assertRequired(flags);
      if (flags.batch) await submit(flags, context);
      else await judgeNow(flags, context);
    });
  for (const below of [collectCommand, exportCommand, importCommand, agreementCommand])
    judge.addCommand(below(context));
  return judge;
}

async function judgeNow(flags: JudgeFlags, context: Context): Promise<void> {
  if (flags.ticket !== undefined) throw new CliError('usage', '--ticket says nothing without --batch.');
  const items = await readAnswers(flags.in);
  await assertWritable(flags.out);
  await withJudge(flags.judge, flags, context, async (judge) => {
    const { estimateJudging } = await import('@msafeedit/judges');
    const store = await openStoreFor(judge, flags);
    try {
      const estimate = estimateJudging(judge, items, store);
      announce(judge.name, estimate, context);
      if (flags.dryRun || !store) {
        if (flags.json) writeJson(context, estimate);
        return;
      }
      const verdicts = await judgeInto(flags.out, judge, items, store, flags.limitUsd, context);
      const counts = countVerdicts(verdicts);
      if (flags.json) writeJson(context, counts);
      else showCounts(counts, context);
    } finally {
      await store?.close();
    }
  });
}

async function submit(flags: JudgeFlags, context: Context): Promise<void> {
  if (flags.judge !== 'claude')
    throw new CliError('usage', `--batch is of Claude's API; the judge ${flags.judge} knows none.`);
  if (flags.stream) throw new CliError('usage', '--stream says nothing to a batch.');
  const items = await readAnswers(flags.in);
  await assertWritable(flags.out);
  const ticket = flags.ticket ?? ticketBeside(flags.out);
  await assertWritable(ticket);
  const { createClaudeJudge, estimateBatch, submitBatch } = await import('@msafeedit/judges');
  const apiKey = flags.dryRun ? 'none' : requireKey(context, 'ANTHROPIC_API_KEY');
  const options = { apiKey, ...defined({ model: flags.model, baseUrl: flags.baseUrl, price: flags.price }) };
  const judge = createClaudeJudge(options);
  const store = await openStoreFor(judge, flags);
  try {
    const estimate = estimateBatch(items, { ...options, store });
    announce(judge.name, estimate, context);
    if (flags.dryRun || !store) {
      if (flags.json) writeJson(context, estimate);
      return;
    }
    const submitted = await submitBatch(items, {
      ...options,
      store,
      ticket,
      limitUsd: flags.limitUsd,
      notes: { out: resolve(flags.out), store: resolve(store.file) },
      signal: context.signal,
    });
    const batches = submitted.parts.flatMap(({ batch }) => batch ?? []);
    const collect = `msafeedit judge collect ${quoted(ticket)}${flags.baseUrl === undefined ? '' : ` --base-url ${quoted(flags.baseUrl)}`}`;
    if (flags.json) writeJson(context, { ticket, batches, ...estimate, collect });
    else
      context.progress.note(
        batches.length === 0
          ? `Every answer has its verdict already. Write them with: npx ${collect}`
          : `Handed in. The verdicts are there within a day, mostly within an hour. Collect them with: npx ${collect}`,
      );
  } finally {
    await store?.close();
  }
}

function announce(
  name: string,
  { items, distinct, kept, calls, cost }: JudgeAllEstimate,
  context: Context,
): void {
  const same = distinct < items ? `, ${distinct} of them different to it` : '';
  const known = kept > 0 ? `, ${kept} with a verdict already` : '';
  const price =
    calls === 0 || cost === 0
      ? ''
      : cost === undefined
        ? '; the price is not known'
        : `, about ${dollars(cost)} at most`;
  context.progress.note(`${name}: ${items} answers${same}${known}; ${calls} requests${price}.`);
  if (name.startsWith('Claude'))
    context.progress.note(
      "(The paper's judge, claude-3-5-haiku, has been retired; figures of another model are not its figures.)",
    );
}

function quoted(file: string): string {
  return /^[\w.:/-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
