import { toSample, type Sample } from '../Sample.js';
import { miniRecords } from './miniRecords.js';

/**
 * Our own small data set: ten samples in English, written for this project in SafeEdit's schema. They are mild (pranks,
 * snooping, rudeness, cheating) and hold no real instructions, so they can be shown to anybody. For demos and tests;
 * far too small to measure a method with.
 */
export const mini: readonly Sample[] = miniRecords.map(toSample);
