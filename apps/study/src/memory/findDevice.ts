import type { Context } from '../Context.js';

/** What a model would run on. */
export interface Device {
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
  /** A graphics card, of which all may be used. */
  readonly isCard: boolean;
}

/**
 * The first card that CUDA_VISIBLE_DEVICES leaves, or the processor.
 * @param memory bytes of a card to plan for; this machine isn't looked at
 */
export async function findDevice(memory: number | undefined, { env, signal }: Context): Promise<Device> {
  if (memory !== undefined) return { name: 'a card', memory, isCard: true };
  const { findCards, visibleCards } = await import('@msafeedit/runtime/setup');
  const { cards } = await findCards(signal);
  const [card] = visibleCards(cards, env['CUDA_VISIBLE_DEVICES']);
  if (card) return { name: card.name, memory: card.memory, isCard: true };
  const { machineMemory } = await import('@msafeedit/runtime');
  return { name: 'this machine’s processor', memory: machineMemory(), isCard: false };
}
