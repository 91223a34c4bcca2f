import { cpus, totalmem } from 'node:os';
import { findCards } from '../../packages/runtime/dist/setup/index.js';

/** What the measurements are of. */
export async function machine(device) {
  const { cards, problem } = await findCards();
  if (problem && device !== 'cpu') console.log(`No card can be used: ${problem}.`);
  return {
    device,
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    cards: cards.map(
      ({ name, memory, computeCapability, driver }) =>
        `${name}, ${(memory / 1e9).toFixed(0)} GB, compute capability ${computeCapability}, driver ${driver}`,
    ),
    node: process.version,
  };
}
