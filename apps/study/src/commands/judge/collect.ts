import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import type { BatchCollection, VerdictStore } from '@msafeedit/judges';
import { CliError } from '../../CliError.js';
import { writeJson, type Context } from '../../Context.js';
import { requireKey } from '../../findKey.js';
import { defined } from '../../options/defined.js';
import { integer } from '../../options/number.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmpty } from '../../options/text.js';
import { url } from '../../options/url.js';
import { examples } from '../examples.js';
import { showCounts } from './showCounts.js';
import { countVerdicts, writeVerdicts } from './verdictsFile.js';

interface CollectFlags {
  readonly baseUrl?: string;
  readonly out?: string;
  readonly store?: string;
  readonly wait?: true;
  readonly pollSeconds: number;
  readonly json?: true;
}

export function collectCommand(context: Context): Command {
  return new Command('collect')
    .description(
      'fetch the verdicts of what `judge --batch` has handed in; can be called as often as one likes',
    )
    .argument('<ticket>', 'the ticket that `judge --batch` wrote', nonEmpty)
    .option('--wait', 'look again until the batches are done')
    .option('--poll-seconds <n>', 'how often --wait looks', integer({ least: 1 }), 60)
    .option('--out <file>', 'where the verdicts go, if not as handed in', nonEmpty)
    .option('--store <file>', 'where verdicts are kept, if not as handed in', nonEmpty)
    .option('--base-url <url>', 'another address of the service', url)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('judge collect verdicts.ticket.json', 'judge collect verdicts.ticket.json --wait --json'),
    )
    .action(async (ticket: string, flags: CollectFlags) => {
      const { readTicket, VerdictStore: Store } = await import('@msafeedit/judges');
      const { notes, items } = await readTicket(ticket);
      const out = flags.out ?? noted(notes['out'], '--out', ticket);
      const store = await Store.open(flags.store ?? noted(notes['store'], '--store', ticket));
      try {
        const collected = await collect(ticket, store, flags, context);
        if (collected.isDone) await finish(collected, new Map(items), out, flags, context);
        else showOpen(collected, ticket, flags, context);
      } finally {
        await store.close();
      }
    });
}

async function collect(
  ticket: string,
  store: VerdictStore,
  { baseUrl, wait, pollSeconds }: CollectFlags,
  context: Context,
): Promise<BatchCollection> {
  const { collectBatch } = await import('@msafeedit/judges');
  const apiKey = requireKey(context, 'ANTHROPIC_API_KEY');
  for (;;) {
    const { signal } = context;
    const state = await collectBatch(ticket, { apiKey, store, signal, ...defined({ baseUrl }) });
    if (state.isDone || !wait) return state;
    const total = state.processing + state.succeeded + state.failed;
    const done = total - state.processing;
    context.progress.update({
      step: 'Wait for Claude',
      fraction: done / total,
      detail: `${done} of ${total}`,
    });
    await setTimeout(pollSeconds * 1000, undefined, { signal });
  }
}

async function finish(
  { verdicts, failed }: BatchCollection & { readonly isDone: true },
  keyOf: ReadonlyMap<string, string>,
  out: string,
  flags: CollectFlags,
  context: Context,
): Promise<void> {
  context.progress.clear();
  await writeVerdicts(
    out,
    verdicts.map((verdict) => ({ ...verdict, key: keyOf.get(verdict.id)! })),
  );
  if (failed > 0)
    context.progress.note(
      `${failed} requests brought no verdict; ${out} says why. \`msafeedit judge --batch\` with the same flags hands in those alone.`,
    );
  const counts = countVerdicts(verdicts);
  if (flags.json) writeJson(context, counts);
  else showCounts(counts, context);
}

function showOpen(
  { processing, succeeded, failed }: BatchCollection,
  ticket: string,
  flags: CollectFlags,
  context: Context,
): void {
  if (flags.json) writeJson(context, { done: false, processing, succeeded, failed });
  context.progress.note(
    `${processing} requests are still being judged (${succeeded} done). Look again with: npx msafeedit judge collect ${ticket}`,
  );
}

function noted(file: string | undefined, flag: string, ticket: string): string {
  if (file !== undefined) return file;
  throw new CliError('usage', `${ticket} doesn't say where to write; give ${flag}.`);
}
