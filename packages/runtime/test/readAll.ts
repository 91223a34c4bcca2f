import type { DeviceTensor } from '../src/engines/Engine.js';

/** The values of a run's results as plain numbers; lets go of the results. */
export async function readAll<Name extends string>(
  results: Readonly<Record<Name, DeviceTensor>>,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries<DeviceTensor>(results).map(async ([name, tensor]) => {
    const data = Array.from(await tensor.read());
    tensor.dispose();
    return [name, data] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Name, number[]>;
}
