import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { cases } from './cases/index.mjs';
import { median, ratios } from './statistics.mjs';

const [begin, end] = ['<!-- results: made by bench/compare -->', '<!-- end of results -->'];

/** Puts results into the page between its markers. */
export async function document(results, page) {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (after === undefined)
    throw new Error(`${page} has no lines "${begin}" and "${end}" between which results would stand.`);
  const whole = `${before}${begin}\n\n${markdown(results)}\n\n${end}${after}`;
  writeFileSync(page, await format(whole, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

/** Results for people: what was compared, where, and a table a case. */
export function markdown(results) {
  const measured = cases.filter(({ name }) => results.cases[name]);
  return [
    setting(results),
    ...measured.flatMap(({ name, title, measured: what }) => [
      `### ${title}`,
      what,
      ...body(results.cases[name], results.quick),
    ]),
  ].join('\n\n');
}

/** The machine, the versions, the threads, and when. */
export function setting({ machine, versions, threads, cases: measured }) {
  const { processor, cores, memoryGB, system, loadAtStart } = machine;
  const dates = Object.values(measured)
    .map(({ date }) => date.slice(0, 10))
    .sort();
  const when = [...new Set([dates[0], dates.at(-1)])].filter(Boolean).join(' to ');
  const list = (values) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  return (
    `Measured${when && ` ${when}`} on ${processor}, ${cores} cores, ${memoryGB} GB, ${system}, load ${loadAtStart} at the ` +
    `start. ${list(versions)}. Threads: ${list(threads)}.`
  );
}

function body({ error, rows = [], table: extra, notes = [] }, isQuick) {
  if (error) return [`**Failed:** ${error}`];
  const agreements = rows
    .filter(({ agreement }) => agreement)
    .map(({ name, agreement }) => `${name}: ${agreement}`);
  return [
    ...(rows.length > 0
      ? [
          table(
            ['', 'ours: least, median', 'theirs: least, median', 'ratio (spread)', 'target', 'runs'],
            rows.map((row) => cells(row, isQuick)),
          ),
        ]
      : []),
    ...(extra ? [table(extra.head, extra.rows)] : []),
    ...notes,
    ...(agreements.length > 0 ? [`Compared in the same run: ${agreements.join('; ')}.`] : []),
  ];
}

function cells(row, isQuick) {
  const { name, unit, ours, theirs } = row;
  const values = (of) => (of ? `${number(Math.min(...of))}, ${number(median(of))} ${unit}` : '');
  return [
    name,
    values(ours),
    values(theirs),
    ratioText(row),
    isQuick ? '' : targetText(row),
    String(ours.length),
  ];
}

function ratioText(row) {
  if (!row.theirs || row.ownAtMost !== undefined) return '';
  const { ratio, least, most } = ratios(row);
  return `${ratio.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function targetText(row) {
  const { ours, atLeast, atMost, ownAtMost } = row;
  const limit = atLeast ?? atMost ?? ownAtMost;
  if (limit === undefined) return '';
  const words = atLeast === undefined ? `at most ${limit}` : `${limit}`;
  const value = ownAtMost === undefined ? (row.theirs ? ratios(row).ratio : undefined) : median(ours);
  if (value === undefined) return words;
  const isMet = atLeast === undefined ? value <= limit : value >= limit;
  return `${words}: ${isMet ? 'met' : '**missed**'}`;
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const number = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
