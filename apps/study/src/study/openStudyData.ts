import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { mini, readSamples, type Sample } from '@msafeedit/dataset';
import { CliError } from '../CliError.js';
import type { StudyData } from './plan/StudyData.js';
import type { StudyConfig } from './StudyConfig.js';

const extensions = ['json', 'jsonl', 'csv', 'parquet'] as const;

/**
 * The study's samples in each of its languages, in the same order.
 * @param folder the study's folder, from which a relative `data` counts
 * @throws {CliError} 'failed': a language or a sample is missing, all of them named; DatasetError: a file is broken
 */
export async function openStudyData(config: StudyConfig, folder: string): Promise<StudyData> {
  const { data } = config;
  const files = data === 'mini' ? undefined : isAbsolute(data) ? data : join(folder, data);
  const all = new Map<string, readonly Sample[]>();
  const missing: string[] = [];
  for (const language of config.languages) {
    const samples = await samplesIn(language, files);
    if (samples) all.set(language, samples);
    else missing.push(language);
  }
  if (missing.length > 0)
    throw new CliError(
      'failed',
      `The data ${files ?? data} has no samples in ${missing.join(', ')}: ` +
        `it needs a file <language>.json (or ${extensions.slice(1).join(', ')}) for each language.`,
    );
  const ids = chosenIds(config, all.get(config.languages[0]!)!);
  const absent: string[] = [];
  const chosen = new Map(
    [...all].map(([language, samples]) => {
      const byId = new Map(samples.map((sample) => [String(sample.id), sample]));
      const found = ids.flatMap((id) => byId.get(id) ?? []);
      if (found.length < ids.length)
        absent.push(`${language}: ${ids.filter((id) => !byId.has(id)).join(', ')}`);
      return [language, found];
    }),
  );
  if (absent.length > 0)
    throw new CliError(
      'failed',
      `The data ${files ?? data} lacks samples of these ids: ${absent.join('; ')}.`,
    );
  return chosen;
}

/** @param files the folder of the samples; absent: `mini` */
async function samplesIn(
  language: string,
  files: string | undefined,
): Promise<readonly Sample[] | undefined> {
  if (files === undefined) return language in mini ? mini[language as keyof typeof mini] : undefined;
  const file = extensions.map((extension) => join(files, `${language}.${extension}`)).find(existsSync);
  return file === undefined ? undefined : await readSamples(file);
}

function chosenIds({ samples: wanted }: StudyConfig, samples: readonly Sample[]): readonly string[] {
  if (Array.isArray(wanted)) return wanted.map(String);
  const ids = samples.map(({ id }) => String(id));
  return wanted === 'all' ? ids : ids.slice(0, wanted);
}
