import type { Sample } from '@msafeedit/dataset';

/** A study's samples by language; each language holds the same ids. */
export type StudyData = ReadonlyMap<string, readonly Sample[]>;
