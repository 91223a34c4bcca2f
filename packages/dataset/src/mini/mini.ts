import type { Sample } from '../Sample.js';
import { toSample } from '../toSample.js';
import { miniRecords } from './miniRecords.js';

/** The languages of `mini`. */
export type MiniLanguage = keyof typeof miniRecords;

/**
 * Our own small data set: twelve samples in SafeEdit's schema and nine languages, written for this project. They are mild
 * (pranks, snooping, rudeness, cheating) and hold no real instructions, so they can be shown to anybody. For demos and
 * tests; far too small to measure a method with.
 */
export const mini = Object.fromEntries(
  Object.entries(miniRecords).map(([language, records]) => [
    language,
    records.map((record) => toSample(record)),
  ]),
) as unknown as Readonly<Record<MiniLanguage, readonly Sample[]>>;
