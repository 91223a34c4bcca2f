import { readFile } from 'node:fs/promises';
import { lastLine, runTool, type ToolResult } from './runTool.js';

/** A graphics card, as NVIDIA's driver tells of it. */
export interface Card {
  /** As nvidia-smi counts: by the bus. */
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly driver: string;
  /** Such as `9.0`; `unknown` where nvidia-smi is too old to tell. */
  readonly computeCapability: string;
  /** Bytes. */
  readonly memory: number;
}

/** The cards that were found; where there is none to be used, why, and what to do about it where something is to be done. */
export interface CardSearch {
  readonly cards: readonly Card[];
  readonly problem?: string;
  readonly fix?: string;
}

/** CUDA 12 runs with no older driver (CUDA's minor version compatibility). */
const leastDriver = [525, 60] as const;
const fields = ['index', 'uuid', 'name', 'driver_version', 'memory.total', 'compute_cap'] as const;

/**
 * Asks nvidia-smi, which comes with the driver.
 * @param driverFile where the kernel tells of the driver
 */
export async function findCards(
  signal?: AbortSignal,
  driverFile = '/proc/driver/nvidia/version',
): Promise<CardSearch> {
  const ask = (names: readonly string[]): Promise<ToolResult> =>
    runTool('nvidia-smi', [`--query-gpu=${names.join(',')}`, '--format=csv,noheader,nounits'], {
      signal,
      timeoutMs: 30_000,
    });
  let answer = await ask(fields);
  // Older than 510, nvidia-smi knows all but this field; in a container it may be older than the driver.
  if (answer.exit !== 0 && answer.stdout.includes('"compute_cap" is not a valid field'))
    answer = await ask(fields.slice(0, -1));
  if (answer.exit === 'not found') return await withoutTool(driverFile);
  if (answer.exit !== 0)
    return {
      cards: [],
      problem: `nvidia-smi says: ${lastLine(answer)}`,
      fix: 'install NVIDIA’s driver anew, or start the machine again where it was just updated',
    };
  const cards = answer.stdout.trim().split('\n').filter(Boolean).map(toCard);
  const old = cards.find(({ driver }) => isTooOld(driver));
  if (old)
    return {
      cards: [],
      problem: `${old.name} has the driver ${old.driver}, which is too old for CUDA 12`,
      fix: `install NVIDIA’s driver ${leastDriver.join('.')} or newer`,
    };
  return cards.length > 0 ? { cards } : { cards, problem: 'nvidia-smi names no card' };
}

async function withoutTool(driverFile: string): Promise<CardSearch> {
  const text = await readFile(driverFile, 'utf8').catch(() => '');
  const driver = /\b\d{3}\.\d+(\.\d+)?\b/.exec(text)?.[0];
  if (driver === undefined)
    return { cards: [], problem: 'no NVIDIA driver is installed (there is no nvidia-smi)' };
  return {
    cards: [],
    problem: `NVIDIA’s driver ${driver} runs, but there is no nvidia-smi to ask which cards there are`,
    fix: 'install the driver’s tools; in a container, pass them on (NVIDIA_DRIVER_CAPABILITIES=compute,utility)',
  };
}

function toCard(line: string): Card {
  const [index = '', uuid = '', name = '', driver = '', mebibytes = '', computeCapability = 'unknown'] = line
    .split(',')
    .map((cell) => cell.trim());
  return { index: Number(index), uuid, name, driver, computeCapability, memory: Number(mebibytes) * 2 ** 20 };
}

function isTooOld(driver: string): boolean {
  const [major = 0, minor = 0] = driver.split('.').map(Number);
  return major < leastDriver[0] || (major === leastDriver[0] && minor < leastDriver[1]);
}

/** A card that CUDA may use, and what `CUDA_VISIBLE_DEVICES` calls it. */
export interface VisibleCard extends Card {
  readonly id: string;
}

/**
 * The cards that `CUDA_VISIBLE_DEVICES` leaves, in its order: indices, or beginnings of UUIDs; as CUDA does, the list ends at
 * the first entry that names no card. All of them where it isn't set.
 */
export function visibleCards(cards: readonly Card[], visible: string | undefined): VisibleCard[] {
  if (visible === undefined) return cards.map((card) => ({ ...card, id: String(card.index) }));
  const chosen: VisibleCard[] = [];
  for (const id of visible.split(',').map((entry) => entry.trim())) {
    const card = cards.find(({ index, uuid }) =>
      /^\d+$/.test(id) ? index === Number(id) : id !== '' && uuid.startsWith(id),
    );
    if (!card) break;
    chosen.push({ ...card, id });
  }
  return chosen;
}
