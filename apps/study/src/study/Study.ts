import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStudyData } from './openStudyData.js';
import { planStudy } from './plan/planStudy.js';
import type { StudyData } from './plan/StudyData.js';
import type { StudyPlan } from './plan/StudyPlan.js';
import { readStudy } from './readStudy.js';
import { settingsName } from './run/studySettings.js';
import type { StudyConfig } from './StudyConfig.js';

/** A study as its folder holds it. */
export interface Study {
  readonly folder: string;
  readonly config: StudyConfig;
  readonly data: StudyData;
  readonly plan: StudyPlan;
  /** Where the results are. */
  readonly storeFile: string;
  readonly codeVersion: string;
  /** The settings' name of each model, by the model's. */
  readonly settings: ReadonlyMap<string, string>;
}

/** @throws {CliError} what is wrong with study.yaml or the data */
export async function openStudy(folder: string): Promise<Study> {
  const config = await readStudy(folder);
  const data = await openStudyData(config, folder);
  const codeVersion = ownVersion();
  return {
    folder,
    config,
    data,
    plan: planStudy(config, data),
    storeFile: join(folder, 'results.sqlite'),
    codeVersion,
    settings: new Map(config.models.map((model) => [model.name, settingsName(config, model, codeVersion)])),
  };
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
