import { expect, it } from 'vitest';
import { onlyEnglish, studyFolders } from '../../../test/smallStudy.js';
import { isJoint, isUnedited } from '../plan/StudyPlan.js';
import { openStudy } from '../Study.js';
import { editedScope } from './studySettings.js';

const newStudy = studyFolders();
let studies = 0;

/** What names the answers after the edit with sample 1, where these samples are studied. */
async function nameWith(samples: string, edit: string): Promise<string> {
  const place = newStudy(`study-${studies++}`, [
    ...onlyEnglish,
    ['samples: 1', `samples: [${samples}]`],
    ['mode: paper\n  layer: 2', edit],
    ['format: raw', 'format: auto'],
  ]);
  const study = await openStudy(place);
  const unit = study.plan.units.find((each) => !isUnedited(each) && !isJoint(each) && each.sample === 1)!;
  return editedScope(unit, study);
}

it('names an edit’s answers by the first sample too, where its layer is kept for the others', async () => {
  expect(await nameWith('0, 1', 'mode: easyedit')).not.toBe(await nameWith('2, 1', 'mode: easyedit'));
});

it.each(['mode: paper', 'mode: easyedit\n  layer: 2', 'mode: easyedit\n  relocate: each'])(
  'names them by their own sample alone with %j',
  async (edit) => {
    expect(await nameWith('0, 1', edit)).toBe(await nameWith('2, 1', edit));
  },
);
