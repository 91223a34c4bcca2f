import { z } from 'zod';
import type { SampleField } from './SampleField.js';

/** Who made a field's text, from what, and when. */
export const fieldProvenance = z.strictObject({
  /** `translated` by a program or service, or `corrected` by a person. */
  how: z.enum(['translated', 'corrected']),
  /** The translator's name, or the person's. */
  by: z.string(),
  /** The translator's version: its model, prompt version, or the like. */
  version: z.string().exactOptional(),
  /** The language that it was translated from; BCP 47. */
  from: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** What stood there before a person corrected it. */
  before: z.string().exactOptional(),
  /** Why a person corrected it. */
  note: z.string().exactOptional(),
});

export type FieldProvenance = Readonly<z.infer<typeof fieldProvenance>>;

/** Each translated or corrected field with where its text comes from. */
export type Provenance = Readonly<Partial<Record<SampleField, FieldProvenance>>>;
