import { createHash } from 'node:crypto';
import { planStudy } from '../plan/planStudy.js';
import { unitDataHash } from '../run/studySettings.js';
import type { Study } from '../Study.js';
import type { StudyMark } from './ShardMark.js';

/** Names a study and its whole plan. */
export function markOf(study: Study): StudyMark {
  const { config, data, settings, codeVersion } = study;
  const units = planStudy(config, data).units.map((unit) => [unit.key, unitDataHash(unit, study)]);
  return {
    codeVersion,
    settings: Object.fromEntries(settings),
    plan: createHash('sha256').update(JSON.stringify(units)).digest('base64url').slice(0, 20),
  };
}
