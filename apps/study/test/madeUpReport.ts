import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportNumbers } from '../src/report/numbers/makeReportNumbers.js';
import type { ReportNumbers } from '../src/report/numbers/ReportNumbers.js';
import { SqliteStore } from '../src/study/store/SqliteStore.js';
import { collectResults, type StudyResults } from '../src/study/StudyResults.js';
import type { Study } from '../src/study/Study.js';
import { fillStore, madeUpStudy, type MadeUpOptions } from './madeUpStudy.js';

/** What a report of a study is made of. */
export interface MadeUpReport {
  readonly study: Study;
  readonly results: StudyResults;
  readonly numbers: ReportNumbers;
}

/** Nine languages, all pairs, two of the paper's models, two judges: what nobody ran. */
export async function madeUpReport(
  changes: Parameters<typeof madeUpStudy>[0] = {},
  options: MadeUpOptions = { judges: ['Claude (made up)', 'GPT-4o-mini (made up)'] },
): Promise<MadeUpReport> {
  const folder = await mkdtemp(join(tmpdir(), 'msafeedit-report-'));
  try {
    const study = madeUpStudy(
      { samples: 5, languages: ['en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'], ...changes },
      folder,
    );
    const store = SqliteStore.open(study.storeFile);
    try {
      fillStore(study, store, options);
      const results = collectResults(study, store);
      return { study, results, numbers: reportNumbers(results, study) };
    } finally {
      store.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
