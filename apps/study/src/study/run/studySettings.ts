import { createHash } from 'node:crypto';
import { asksWithSuffix } from '../plan/planStudy.js';
import { isJoint, type StudyUnit } from '../plan/StudyPlan.js';
import type { StudyConfig, StudyModel } from '../StudyConfig.js';
import { requestsOfLayer } from './firstLayer.js';
import { requestsOf, type UnitContext } from './UnitContext.js';

/** What a unit's texts are looked up in. */
type TextSource = Pick<UnitContext, 'config' | 'data'>;

/**
 * Names what all results of a model depend on: its source, how it is edited and asked, the seed, the program's version.
 * More languages, samples, experiments or judges only add units, so they don't belong to it.
 */
export function settingsName(config: StudyConfig, model: StudyModel, codeVersion: string): string {
  const { edit, generation, seed, engine, dtype } = config;
  const suffix = asksWithSuffix(config);
  const computing = [engine, dtype];
  return digest({
    model: [model.source, model.preset],
    edit,
    generation,
    seed,
    computing,
    suffix,
    codeVersion,
  });
}

/** Names a unit's texts: what it edits with, and what it asks. */
export function unitDataHash(unit: StudyUnit, source: TextSource): string {
  const edits = editTexts(unit, source);
  const asked = isJoint(unit)
    ? unit.tests.map(({ sample, edits, prompt }) => `${sample} ${edits} ${textName(prompt)}`)
    : [
        ...unit.tests.map(
          ({ testLanguage, metric, prompt }) => `${testLanguage} ${metric} ${textName(prompt)}`,
        ),
        ...unit.prompts.map(textName),
        ...unit.tasks.map(
          ({ testLanguage, task, question, prompt, reference }) =>
            `${testLanguage} ${task} ${question} ${textName(prompt)} ${textName(reference)}`,
        ),
      ];
  return digest([edits, asked]);
}

function editTexts(unit: StudyUnit, source: TextSource): readonly string[] {
  const requests = [...requestsOf(unit, source.data), ...requestsOfLayer(unit, source)];
  return requests.flatMap(({ prompt, safe, unsafe, constraint }) =>
    [prompt, safe, unsafe, constraint.prompt, constraint.answer].map(textName),
  );
}

/** Each text's name is worked out once: a study's units share most of them. */
const textNames = new Map<string, string>();

function textName(text: string): string {
  const known = textNames.get(text);
  if (known !== undefined) return known;
  const name = digest(text);
  textNames.set(text, name);
  return name;
}

/**
 * The scope of an edited model's answers: the unit, and all texts that it edits with. An edit with other texts answers the same
 * prompts otherwise.
 * @param edits how many were made when it was asked, where they are several
 */
export function editedScope(unit: StudyUnit, source: TextSource, edits?: number): string {
  return [unit.key, ...(edits === undefined ? [] : [edits]), digest(editTexts(unit, source))].join('@');
}

/** The key of an answer: the unedited model's is the same whichever unit asks; an edited model's is its unit's. */
export function answerKey(settings: string, scope: string, prompt: string): string {
  return digest([settings, scope, prompt]);
}

/** The first 20 characters of the SHA-256 of the value's JSON. */
function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 20);
}
