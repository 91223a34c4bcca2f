import { createHash } from 'node:crypto';
import { asksWithSuffix } from '../plan/planStudy.js';
import { isJoint, type StudyUnit } from '../plan/StudyPlan.js';
import type { StudyConfig, StudyModel } from '../StudyConfig.js';
import type { EditRequest } from '@msafeedit/dataset';

/**
 * Names what all results of a model depend on: its source, how it is edited and asked, the seed, the program's version.
 * More languages, samples, experiments or judges only add units, so they don't belong to it.
 */
export function settingsName(config: StudyConfig, model: StudyModel, codeVersion: string): string {
  const { edit, generation, seed, engine } = config;
  const suffix = asksWithSuffix(config);
  return digest({ model: [model.source, model.preset], edit, generation, seed, engine, suffix, codeVersion });
}

/** Names a unit's texts: what it edits with, and what it asks. */
export function unitDataHash(unit: StudyUnit, requests: readonly EditRequest[]): string {
  const asked = isJoint(unit) ? {} : { prompts: unit.prompts, tasks: unit.tasks };
  return digest(namingTexts({ requests, tests: unit.tests, ...asked }));
}

/** A value with its long texts replaced by their names, each worked out once: a study's units share most of them. */
function namingTexts(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longText ? textName(value) : value;
  if (Array.isArray(value)) return value.map(namingTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, namingTexts(own)]));
}

const longText = 40;
const textNames = new Map<string, string>();

function textName(text: string): string {
  const known = textNames.get(text);
  if (known !== undefined) return known;
  const name = digest(text);
  textNames.set(text, name);
  return name;
}

/** The key of an answer: the unedited model's is the same whichever unit asks; an edited model's is its unit's. */
export function answerKey(settings: string, scope: string, prompt: string): string {
  return digest([settings, scope, prompt]);
}

/** The first 20 characters of the SHA-256 of the value's JSON. */
function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 20);
}
