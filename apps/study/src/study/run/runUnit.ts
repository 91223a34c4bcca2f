import { isJoint, isUnedited, type StudyUnit } from '../plan/StudyPlan.js';
import { askUnedited } from './askUnedited.js';
import { runEdit } from './runEdit.js';
import { runJointEdits } from './runJointEdits.js';
import type { UnitContext, UnitOutcome } from './UnitContext.js';

/**
 * Does one unit: asks the unedited model, or edits it, asks, and takes the edits back. It knows no store and no queue.
 * The same unit with the same settings gives the same answers.
 * @throws what the editor or the model throws; the model is unedited afterwards in any case
 */
export async function runUnit(unit: StudyUnit, context: UnitContext): Promise<UnitOutcome> {
  if (isUnedited(unit)) return await askUnedited(unit, context);
  if (isJoint(unit)) return await runJointEdits(unit, context);
  return await runEdit(unit, context);
}
