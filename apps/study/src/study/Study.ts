import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../CliError.js';
import { openStudyData } from './openStudyData.js';
import { planStudy } from './plan/planStudy.js';
import type { StudyData } from './plan/StudyData.js';
import type { StudyPlan } from './plan/StudyPlan.js';
import { readStudy, studyFile } from './readStudy.js';
import { settingsName } from './run/studySettings.js';
import { shardName, type Shard } from './shards/Shard.js';
import { shardFolder, shardOfFolder } from './shards/shardFolder.js';
import { takeShare } from './shards/takeShare.js';
import type { StudyConfig } from './StudyConfig.js';

/** The file of results in a study's or a shard's folder. */
export const storeName = 'results.sqlite';

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
  /** Where this is a shard: then the plan is its share, and the results are its own. */
  readonly shard?: Shard;
}

/**
 * @param folder a study's, or a shard's within it
 * @param shard which one to open of the study's
 * @throws {CliError} what is wrong with study.yaml or the data
 */
export async function openStudy(folder: string, shard?: Shard): Promise<Study> {
  const place = shardOfFolder(folder);
  if (!place) {
    const study = await openWhole(folder);
    return shard ? openShard(study, shard) : study;
  }
  const name = shardName(place.shard);
  if (shard && shardName(shard) !== name)
    throw new CliError('usage', `${folder} is the folder of shard ${name}, not of ${shardName(shard)}.`);
  if (!existsSync(join(place.study, studyFile)))
    throw new CliError(
      'usage',
      `${folder} is the folder of shard ${name}, but its study is not two folders above it. Put it there, or join it to ` +
        'the study with `msafeedit study merge`.',
    );
  return openShard(await openWhole(place.study), place.shard);
}

/** A shard of a study that is open. */
export function openShard(study: Study, shard: Shard): Study {
  return {
    ...study,
    shard,
    plan: takeShare(study.plan, shard),
    storeFile: join(shardFolder(study.folder, shard), storeName),
  };
}

async function openWhole(folder: string): Promise<Study> {
  const config = await readStudy(folder);
  const data = await openStudyData(config, folder);
  const codeVersion = ownVersion();
  return {
    folder,
    config,
    data,
    plan: planStudy(config, data),
    storeFile: join(folder, storeName),
    codeVersion,
    settings: new Map(config.models.map((model) => [model.name, settingsName(config, model, codeVersion)])),
  };
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
