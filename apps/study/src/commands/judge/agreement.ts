import { Command } from 'commander';
import { CliError } from '../../CliError.js';
import { writeJson, writeLine, type Context } from '../../Context.js';
import { jsonOption } from '../../options/shared.js';
import { nonEmptyList } from '../../options/text.js';
import { table } from '../../screen/table.js';
import { examples } from '../examples.js';
import { labels, readVerdicts, type WrittenVerdict } from './verdictsFile.js';

interface AgreementFlags {
  readonly in: readonly string[];
  readonly json?: true;
}

/** One judge's labels, by item. */
interface JudgeLabels {
  readonly name: string;
  readonly labels: ReadonlyMap<string, WrittenVerdict['label']>;
}

export function agreementCommand(context: Context): Command {
  return new Command('agreement')
    .description('compare what several judges said of the same answers')
    .requiredOption('--in <files...>', 'files of verdicts, of one judge each or of several', nonEmptyList)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'judge agreement --in claude.jsonl roberta.jsonl',
        'judge agreement --in claude.jsonl gpt.jsonl ada.jsonl --json',
      ) +
        '\nA judge that refused an answer, or failed on it, says nothing of it: such answers are left out pair by pair.\n',
    )
    .action(async (flags: AgreementFlags) => {
      const judges = await readJudges(flags.in);
      const agreement = await compare(judges);
      if (flags.json) writeJson(context, agreement);
      else show(agreement, context);
    });
}

/** @throws {CliError} 'failed': fewer than two judges, or one that judged an answer twice */
async function readJudges(files: readonly string[]): Promise<JudgeLabels[]> {
  const judges: { name: string; labels: Map<string, WrittenVerdict['label']> }[] = [];
  for (const file of files) {
    const byJudge = new Map<string, Map<string, WrittenVerdict['label']>>();
    for (const { id, label, judge } of await readVerdicts(file)) {
      const own = byJudge.get(judge) ?? new Map<string, WrittenVerdict['label']>();
      if (own.has(id)) throw new CliError('failed', `${file}: ${judge} judged ${JSON.stringify(id)} twice.`);
      byJudge.set(judge, own.set(id, label));
    }
    for (const [name, own] of byJudge) {
      const isTaken = judges.some((one) => one.name === name);
      judges.push({ name: isTaken ? `${name} in ${file}` : name, labels: own });
    }
  }
  if (judges.length < 2)
    throw new CliError(
      'failed',
      `Agreement takes two judges or more; the files hold verdicts of ${judges.length}.`,
    );
  return judges;
}

interface Agreement {
  readonly judges: readonly string[];
  readonly items: number;
  /** Over the items that all judges rated; null where that is none, or one label alone. */
  readonly fleissKappa: number | null;
  readonly fleissItems: number;
  readonly krippendorffAlpha: number | null;
  readonly pairs: readonly {
    readonly judges: readonly [string, string];
    readonly n: number;
    readonly missing: number;
    readonly observed: number | null;
    readonly cohenKappa: number | null;
    readonly matrix: {
      readonly categories: readonly string[];
      readonly counts: readonly (readonly number[])[];
    };
  }[];
  /** What each judge said, refusals and failures included. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

async function compare(judges: readonly JudgeLabels[]): Promise<Agreement> {
  const { cohenKappa, confusionMatrix, fleissKappa, krippendorffAlpha, toRatings } =
    await import('@msafeedit/metrics');
  const ids = [...new Set(judges.flatMap((judge) => [...judge.labels.keys()]))];
  const ratings = judges.map((judge) => toRatings(ids.map((id) => judge.labels.get(id) ?? 'unscored')));
  const items = ids.map((_, at) => ratings.map((own) => own[at]));
  const complete = items.filter((item) => item.every((rating) => rating !== undefined));
  return {
    judges: judges.map(({ name }) => name),
    items: ids.length,
    fleissKappa: (complete.length > 0 ? fleissKappa(complete) : undefined) ?? null,
    fleissItems: complete.length,
    krippendorffAlpha: krippendorffAlpha(items) ?? null,
    pairs: judges.flatMap((first, a) =>
      judges.slice(a + 1).map((second, b) => {
        const [one, other] = [ratings[a]!, ratings[a + 1 + b]!];
        const { kappa, observed, n, missing } = cohenKappa(one, other);
        const { categories, counts } = confusionMatrix(one, other, ['safe', 'unsafe', 'degenerate']);
        return {
          judges: [first.name, second.name] as const,
          n,
          missing,
          observed: observed ?? null,
          cohenKappa: kappa ?? null,
          matrix: { categories, counts },
        };
      }),
    ),
    counts: Object.fromEntries(
      judges.map((judge) => [
        judge.name,
        Object.fromEntries(
          labels.map((label) => [label, [...judge.labels.values()].filter((one) => one === label).length]),
        ),
      ]),
    ),
  };
}

function show(agreement: Agreement, context: Context): void {
  const { bold } = context.colours;
  const number = (value: number | null): string => (value === null ? 'undefined' : value.toFixed(3));
  for (const { judges, n, missing, observed, cohenKappa, matrix } of agreement.pairs) {
    writeLine(context, bold(`${judges[0]} (rows) and ${judges[1]} (columns)`));
    const rows = matrix.categories.map((category, at) => [category, ...matrix.counts[at]!.map(String)]);
    for (const line of table(['', ...matrix.categories], rows, { right: [1, 2, 3] }))
      writeLine(context, line);
    writeLine(
      context,
      `agree on ${observed === null ? 'none' : `${(100 * observed).toFixed(1)} %`} of ${n} answers (${missing} left out), Cohen's kappa ${number(cohenKappa)}`,
    );
    writeLine(context);
  }
  writeLine(
    context,
    `All: Krippendorff's alpha ${number(agreement.krippendorffAlpha)}; Fleiss' kappa ${number(agreement.fleissKappa)} (over ${agreement.fleissItems} answers).`,
  );
}
