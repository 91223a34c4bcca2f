import type { z } from 'zod';
import { safeEditRecord } from './SafeEditRecord.js';
import { sampleSchema } from './sampleSchema.js';

/** How a record names its fields: as SafeEdit does, or as our samples do. */
export type RecordShape = 'safeedit' | 'sample';

/** The schema's keys by shape; those under which objects lie have theirs in `inner`. */
const keys = { safeedit: keysOf(safeEditRecord), sample: keysOf(sampleSchema) };

/** The shape that most of the names belong to; SafeEdit's where that is undecided. Names may be dotted paths. */
export function shapeOf(names: readonly string[]): RecordShape {
  const count = (shape: RecordShape): number =>
    names.filter((name) => keys[shape].outer.includes(name.split('.', 1)[0]!)).length;
  return count('sample') > count('safeedit') ? 'sample' : 'safeedit';
}

/** The keys that a shape knows at a place in the record: `[]` is the record itself. */
export function knownKeys(shape: RecordShape, path: readonly PropertyKey[]): readonly string[] {
  return path.length === 0 ? keys[shape].outer : (keys[shape].inner.get(path[0]!) ?? []);
}

/** The keys that a record of this shape may lack. */
export function optionalKeys(shape: RecordShape): readonly string[] {
  return keys[shape].optional;
}

/** Whether any of these names is a field's, of either shape. */
export function namesAnyField(names: readonly string[]): boolean {
  return names.some((name) => keys.safeedit.outer.includes(name) || keys.sample.outer.includes(name));
}

function keysOf({ shape }: { readonly shape: Readonly<Record<string, z.ZodType>> }): {
  readonly outer: readonly string[];
  readonly optional: readonly string[];
  readonly inner: ReadonlyMap<PropertyKey, readonly string[]>;
} {
  const entries = Object.entries(shape);
  return {
    outer: entries.map(([name]) => name),
    optional: entries.filter(([, schema]) => schema.safeParse(undefined).success).map(([name]) => name),
    inner: new Map(
      entries.flatMap(([name, schema]) => {
        const object = unwrap(schema);
        return object === undefined ? [] : [[name, Object.keys(object)] as const];
      }),
    ),
  };
}

function unwrap(schema: z.ZodType): object | undefined {
  const inner = 'unwrap' in schema ? (schema as z.ZodOptional<z.ZodType>).unwrap() : schema;
  return 'shape' in inner ? (inner.shape as object) : undefined;
}
