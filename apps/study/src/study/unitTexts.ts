import { unitDataHash } from './run/studySettings.js';
import { requestsOf } from './run/UnitContext.js';
import type { Study } from './Study.js';

/** A study's units with the hash of each one's texts, by the settings' name. */
export type UnitTexts = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function unitTexts({ plan, data, settings }: Pick<Study, 'plan' | 'data' | 'settings'>): UnitTexts {
  const texts = new Map([...settings.values()].map((name) => [name, new Map<string, string>()]));
  for (const unit of plan.units)
    texts.get(settings.get(unit.model)!)!.set(unit.key, unitDataHash(unit, requestsOf(unit, data)));
  return texts;
}
