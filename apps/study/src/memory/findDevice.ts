import type { CardName, DeviceSpeed } from '@msafeedit/runtime';
import type { Context } from '../Context.js';

/** What a model would run on. */
export interface Device {
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
  /** A graphics card, of which all may be used. */
  readonly isCard: boolean;
  /** Of a card that is known by name. */
  readonly speed?: DeviceSpeed;
}

/**
 * The first card that CUDA_VISIBLE_DEVICES leaves, or the processor.
 * @param wanted a card to plan for, by its name or its bytes of memory; this machine isn't looked at
 */
export async function findDevice(
  { card: name, memory }: { readonly card?: CardName; readonly memory?: number },
  { env, signal }: Context,
): Promise<Device> {
  const { cardSpeeds, machineMemory } = await import('@msafeedit/runtime');
  if (name !== undefined) return { name, isCard: true, ...cardSpeeds[name], ...(memory && { memory }) };
  if (memory !== undefined) return { name: 'a card', memory, isCard: true };
  const { findCards, visibleCards } = await import('@msafeedit/runtime/setup');
  const { cards } = await findCards(signal);
  const [card] = visibleCards(cards, env['CUDA_VISIBLE_DEVICES']);
  if (card) return { name: card.name, memory: card.memory, isCard: true };
  return { name: 'this machine’s processor', memory: machineMemory(), isCard: false };
}
