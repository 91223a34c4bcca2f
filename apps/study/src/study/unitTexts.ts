import { unitDataHash } from './run/studySettings.js';
import type { Study } from './Study.js';

/** A study's units with the hash of each one's texts, by the settings' name. */
export type UnitTexts = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function unitTexts(study: Pick<Study, 'config' | 'plan' | 'data' | 'settings'>): UnitTexts {
  const { plan, settings } = study;
  const texts = new Map([...settings.values()].map((name) => [name, new Map<string, string>()]));
  for (const unit of plan.units)
    texts.get(settings.get(unit.model)!)!.set(unit.key, unitDataHash(unit, study));
  return texts;
}
