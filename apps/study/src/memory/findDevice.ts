import type { Context } from '../Context.js';

/** What a model would run on. */
export interface Device {
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
  /** A graphics card, of which all may be used. */
  readonly isCard: boolean;
}

/** @param memory bytes of a card to plan for; else this machine is looked at */
export async function findDevice(memory: number | undefined, _context: Context): Promise<Device> {
  if (memory !== undefined) return { name: 'a card', memory, isCard: true };
  const { machineMemory } = await import('@msafeedit/runtime');
  return { name: 'this machine’s processor', memory: machineMemory(), isCard: false };
}
