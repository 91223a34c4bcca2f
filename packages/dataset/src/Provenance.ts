import type { SampleField } from './sampleFields.js';

/** Who made a field's text, from what, and when. */
export interface FieldProvenance {
  /** `translated` by a program or service, or `corrected` by a person. */
  readonly how: 'translated' | 'corrected';
  /** The translator's name, or the person's. */
  readonly by: string;
  /** The translator's version: its model, prompt version, or the like. */
  readonly version?: string;
  /** The language that it was translated from; BCP 47. */
  readonly from: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What stood there before a person corrected it. */
  readonly before?: string;
  /** Why a person corrected it. */
  readonly note?: string;
}

/** Each translated or corrected field with where its text comes from. */
export type Provenance = Readonly<Partial<Record<SampleField, FieldProvenance>>>;
