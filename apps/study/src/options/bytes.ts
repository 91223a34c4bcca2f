import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = {
  MB: 1e6,
  GB: 1e9,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

/** A parser for a size of memory, such as `24GB` or `23.6GiB`: bytes. */
export function bytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(MB|GB|MiB|GiB)$/i.exec(text.trim()) ?? [];
  const value = Number(number) * (units[unit?.toUpperCase() ?? ''] ?? NaN);
  if (!(value > 0)) throw new InvalidArgumentError(`"${text}" is not a size such as 24GB or 80GiB.`);
  return value;
}
