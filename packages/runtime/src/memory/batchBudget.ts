import { totalmem } from 'node:os';

/** What a graphics card needs for itself: CUDA's context, its libraries' workspaces. */
const cardOverhead = 1e9;
/** What an allocator loses between blocks of different sizes. */
const usableShare = 0.9;
/** On a processor, larger batches take more memory and are no faster. */
const processorBudget = 2 * 2 ** 30;

/** The memory of the machine, or what a container is allowed of it: bytes. */
export function machineMemory(): number {
  const total = totalmem();
  const allowed = process.constrainedMemory();
  return allowed > 0 && allowed < total ? allowed : total;
}

/**
 * Bytes that one batch may take beside the weights. It follows from the device alone and not from what happens to be free
 * on it, so that a run makes the same batches when it is repeated.
 * @param cardMemory bytes of the card that the engine runs on, where it runs on one
 */
export function batchBudget(weights: number, cardMemory: number | undefined): number {
  if (cardMemory === undefined) return Math.min(processorBudget, machineMemory() / 4);
  return Math.max(0, usableShare * (cardMemory - cardOverhead) - weights);
}
