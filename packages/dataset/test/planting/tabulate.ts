import { mini } from '../../src/mini/mini.js';
import type { CheckName } from '../../src/quality/Finding.js';
import { faultsOfChecks, type FaultyField, type Measurement } from './measureChecks.js';
import { faults, type Fault } from './plantFault.js';

/** Precision and recall of one check. */
export interface CheckQuality {
  readonly check: CheckName;
  readonly faults: readonly Fault[];
  /** Faults that the check is for, and those of them that it found. */
  readonly planted: number;
  readonly found: number;
  /** Fields of which the check spoke rightly, whatever the fault, and those where nothing was planted. */
  readonly right: number;
  readonly wrong: number;
}

export function qualityOf({ faulty, falseAlarms }: Measurement): readonly CheckQuality[] {
  return (Object.keys(faultsOfChecks) as (keyof typeof faultsOfChecks)[]).map((check) => {
    const own = faulty.filter(({ fault }) => faultsOfChecks[check]!.includes(fault));
    return {
      check,
      faults: faultsOfChecks[check]!,
      planted: own.length,
      found: own.filter(({ checks }) => checks.has(check)).length,
      right: faulty.filter(({ checks }) => checks.has(check)).length,
      wrong: falseAlarms.filter((alarm) => alarm.check === check).length,
    };
  });
}

/** The tables of the documentation's page on the checks. */
export function tabulate(measurement: Measurement): string {
  return `${checksTable(measurement)}\n\n${faultsTable(measurement)}\n`;
}

function checksTable(measurement: Measurement): string {
  const rows = qualityOf(measurement).map(({ check, faults: own, planted, found, right, wrong }) => [
    `\`${check}\``,
    own.join(', '),
    String(planted),
    percent(found, planted),
    String(right + wrong),
    percent(right, right + wrong),
  ]);
  return table(['check', 'is for', 'planted', 'recall', 'findings', 'precision'], rows);
}

/** By fault and language: the share of faults that some check finds. */
function faultsTable({ faulty }: Measurement): string {
  const languages = Object.keys(mini);
  const share = (some: readonly FaultyField[]): string =>
    percent(some.filter(({ checks }) => checks.size > 0).length, some.length);
  const rows = (Object.keys(faults) as Fault[]).map((fault) => {
    const own = faulty.filter((field) => field.fault === fault);
    return [
      fault,
      ...languages.map((code) => share(own.filter(({ language }) => language === code))),
      share(own),
    ];
  });
  return table(['fault', ...languages, 'all'], rows);
}

function percent(count: number, of: number): string {
  return of === 0 ? '–' : `${((100 * count) / of).toFixed(0)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
