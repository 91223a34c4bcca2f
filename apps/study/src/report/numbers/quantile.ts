/** With linear interpolation, numpy's default (type 7 of Hyndman and Fan). */
export function quantile(ascending: readonly number[], share: number): number {
  const position = share * (ascending.length - 1);
  const low = ascending[Math.floor(position)]!;
  const high = ascending[Math.ceil(position)]!;
  return low + (high - low) * (position - Math.floor(position));
}
