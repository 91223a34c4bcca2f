import type { TensorInfo, WeightSource } from './WeightSource.js';

/** A checkpoint of the base model alone leaves this out of its names, as OpenAI's of GPT-2 do; transformers reads both. */
const basePrefix = 'transformer.';

/** The name by which a tensor of a file is known: its own there, or with the base model's prefix. */
export function knownName(name: string, isKnown: (name: string) => boolean): string {
  const whole = `${basePrefix}${name}`;
  return !isKnown(name) && isKnown(whole) ? whole : name;
}

/** The same weights, by their known names. */
export function withKnownNames(source: WeightSource, names: Iterable<string>): WeightSource {
  const known = new Set(names);
  const stored = new Map<string, string>();
  const tensors = new Map<string, TensorInfo>();
  for (const info of source.tensors.values()) {
    const name = knownName(info.name, (each) => known.has(each));
    stored.set(name, info.name);
    tensors.set(name, { ...info, name });
  }
  return {
    description: source.description,
    tensors,
    read: (name) => source.read(stored.get(name) ?? name),
    readStored: (name, take) => source.readStored(stored.get(name) ?? name, take),
    close: () => source.close(),
  };
}
