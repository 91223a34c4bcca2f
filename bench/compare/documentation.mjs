import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { cases } from './cases/index.mjs';
import { median, ratios } from './statistics.mjs';

const [begin, end] = ['<!-- results: made by bench/compare -->', '<!-- end of results -->'];

/** Puts results into the page between its markers; cases that weren't measured keep the section that they have. */
export async function document(results, page) {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(begin);
  const [present, after] = rest?.split(end) ?? [];
  if (after === undefined)
    throw new Error(`${page} has no lines "${begin}" and "${end}" between which results would stand.`);
  const sections = new Map([...sectionsIn(present), ...sectionsOf(results)]);
  const inOrder = cases.map(({ title }) => sections.get(title)).filter((section) => section !== undefined);
  const whole = `${before}${begin}\n\n${inOrder.join('\n\n')}\n\n${end}${after}`;
  writeFileSync(page, await format(whole, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

/** Results for people: a section a case. */
export const markdown = (results) => [...sectionsOf(results).values()].join('\n\n');

/** By title: what was compared, a table, where and when. */
function sectionsOf({ quick, cases: measured }) {
  return new Map(
    cases
      .filter(({ name }) => measured[name])
      .map(({ name, title, measured: what }) => {
        const result = measured[name];
        return [title, [`### ${title}`, what, ...body(result, quick), setting(result)].join('\n\n')];
      }),
  );
}

const sectionsIn = (text) =>
  text
    .split(/^(?=### )/m)
    .filter((section) => section.startsWith('### '))
    .map((section) => [/^### (.*)$/m.exec(section)[1], section.trim()]);

/** The machine, the versions, the threads, and when. */
export function setting({ date, machine, versions, threads }) {
  const { processor, cores, memoryGB, system, loadAtStart } = machine;
  const list = (values) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  return (
    `Measured ${date.slice(0, 10)} on ${processor}, ${cores} cores, ${memoryGB} GB, ${system}, load ${loadAtStart} at the ` +
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
