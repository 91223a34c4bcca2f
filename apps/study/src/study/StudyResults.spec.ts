import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fillStore, madeUpStudy } from '../../test/madeUpStudy.js';
import { SqliteStore } from './store/SqliteStore.js';
import { collectResults } from './StudyResults.js';
import { studyStatus } from './studyStatus.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'results-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('leaves out results of texts that have changed since', () => {
  const study = madeUpStudy();
  const store = SqliteStore.open(join(folder, 'results.sqlite'));
  fillStore(study, store);
  const all = collectResults(study, store);
  const language = study.config.languages[0]!;
  // The first one's layer is kept for the others, which would be left out with it.
  const [first, second, ...others] = study.data.get(language)!;
  const corrected = { ...second!, safe: `${second!.safe} Corrected.` };
  const changed = { ...study, data: new Map(study.data).set(language, [first!, corrected, ...others]) };
  const left = collectResults(changed, store);
  // The answer is read by the edits of this sample alone; what the unedited model is asked stays as it was.
  const isOfIt = ({ editLanguage, sample }: (typeof all.tests)[number]): boolean =>
    editLanguage === language && sample === second!.id;
  expect(left.tests).toEqual(all.tests.filter((test) => !isOfIt(test)));
  expect(left.tests.length).toBeLessThan(all.tests.length);
  const open = studyStatus(changed, store).models.map((model) => model.open);
  expect(open.every((count) => count > 0)).toBe(true);
  expect(studyStatus(study, store).models.every((model) => model.open === 0)).toBe(true);
  store.close();
});
