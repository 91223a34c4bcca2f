import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError } from '../CliError.js';
import { codeOf } from '../codeOf.js';
import { reportNumbers } from '../report/numbers/makeReportNumbers.js';
import type { ReportNumbers } from '../report/numbers/ReportNumbers.js';
import { dataDictionary } from './export/dataDictionary.js';
import type { ExportTable } from './export/ExportTable.js';
import { numberTables } from './export/numberTables.js';
import { provenanceTable } from './export/provenanceTable.js';
import { resultTables } from './export/resultTables.js';
import { tableFormats, writeTable } from './export/writeTable.js';
import type { Study } from './Study.js';
import type { StudyConfig } from './StudyConfig.js';
import { collectResults } from './StudyResults.js';
import type { ResultReader } from './store/ResultStore.js';

/** Tells a folder that an export may replace from any other. */
const markFile = 'study.json';

export interface ExportSummary {
  readonly folder: string;
  /** Sorted by name. */
  readonly files: readonly string[];
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Writes all that a study has found out into a folder: tables as JSONL, CSV and Parquet, the report's numbers, the study, and a
 * data dictionary. The same results give the same bytes, but for the table `provenance`, which says when and on what. The
 * folder is there whole or not at all; an earlier export there is replaced.
 * @throws {CliError} 'failed': the folder holds something else, or can't be written
 */
export async function exportStudy(study: Study, store: ResultReader, folder: string): Promise<ExportSummary> {
  const target = resolve(folder);
  await assertReplaceable(target, folder);
  const results = collectResults(study, store);
  const numbers = reportNumbers(results, study);
  const tables = [...resultTables(results), ...numberTables(numbers), provenanceTable(results)];
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    await writeFile(join(temporary, markFile), toJson({ format: 1, study: shownConfig(study.config) }));
    await writeFile(join(temporary, 'numbers.json'), toJson(ownNumbers(numbers)));
    await writeFile(join(temporary, 'README.md'), readme(tables));
    for (const table of tables)
      for (const format of tableFormats)
        await writeTable(table, format, join(temporary, `${table.name}.${format}`));
    const files = (await readdir(temporary)).sort();
    await putInPlace(temporary, target);
    return { folder, files, rows: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])) };
  } catch (cause) {
    throw new CliError('failed', `Can't export to ${folder}: ${whyNot(cause)}.`, { cause });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function assertReplaceable(target: string, folder: string): Promise<void> {
  let present: readonly string[];
  try {
    present = await readdir(target);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new CliError('failed', `Can't export to ${folder}: ${whyNot(cause)}.`, { cause });
  }
  if (present.length === 0 || (present.includes(markFile) && present.includes('provenance.jsonl'))) return;
  throw new CliError(
    'failed',
    `${folder} holds files that are no export; name a folder that is not there yet with --out.`,
  );
}

/** A folder can't replace another one in one step, so the earlier export steps aside and comes back if that fails. */
async function putInPlace(temporary: string, target: string): Promise<void> {
  if (!existsSync(target)) {
    await rename(temporary, target);
    return;
  }
  const aside = `${temporary}.old`;
  await rename(target, aside);
  try {
    await rename(temporary, target);
  } catch (error) {
    await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** Where a study's results are kept says nothing of it, and an address may hold a password. */
const placeKeys: readonly string[] = ['store', 'queue'] satisfies (keyof StudyConfig)[];

function shownConfig(config: StudyConfig): object {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !placeKeys.includes(key)));
}

/** What the tables don't hold already, and no times. */
function ownNumbers({
  study,
  table1,
  judges,
  promptTokens,
  layers,
  agreementOfAll,
  sideEffects,
  divergences,
}: ReportNumbers): object {
  return {
    study,
    table1,
    agreementOfAll,
    promptTokens,
    layers,
    sideEffects,
    divergences,
    judges: judges.map(
      ({ judge, answers, judged, overflow, transfer, groupGains, editsTogether, hypothesis }) => ({
        ...{ judge, answers, judged, overflow, transfer, groupGains, editsTogether, hypothesis },
      }),
    ),
  };
}

function readme(tables: readonly ExportTable[]): string {
  return `# Results of a study

Made by \`msafeedit study export\`. Each table is there as JSONL, CSV and Parquet with the same columns; a value that may be
absent is left out in JSONL, empty in CSV and null in Parquet. JSON columns hold their JSON text in CSV and Parquet. All files
are UTF-8. The texts of prompts and answers may be harmful, and stand in the CSV as they are: a spreadsheet program must import all
columns as text, lest it take one that begins with = for a formula.

| file | what |
| --- | --- |
${tables.map(({ name, about, rows }) => `| \`${name}\` | ${rows} ${rows === 1 ? 'row' : 'rows'}. ${about} |`).join('\n')}
| \`numbers.json\` | the report's other numbers: prompt lengths, located layers, transfer by language, class and family, prompts beyond the context, and the answer in words |
| \`study.json\` | the study as \`study.yaml\` says it, with what it left to defaults |

${dataDictionary(tables)}`;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function whyNot(cause: unknown): string {
  switch (codeOf(cause)) {
    case 'EACCES':
    case 'EPERM':
      return 'this user may not write there';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENOTDIR':
      return 'it, or a folder above it, is a file';
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
