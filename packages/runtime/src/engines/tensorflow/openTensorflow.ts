import { RuntimeError } from '../../RuntimeError.js';
import {
  type CardSearch,
  findCards,
  findCudaTensorflow,
  findTensorflow,
  type InstalledTensorflow,
  probeCard,
  setupTensorflow,
  type SetupOptions,
  type VisibleCard,
  visibleCards,
} from '../../setup/index.js';
import { assertNotWritableByAll } from '../../setup/writableByAll.js';
import { userVisibleCards } from './binding.js';
import { TensorflowEngine } from './TensorflowEngine.js';

/**
 * What TensorFlow computes on: `cpu`, `gpu` (the first card that CUDA_VISIBLE_DEVICES leaves) or `gpu:1` (the second, …);
 * `auto` (default): the first card where there is one and TensorFlow is set up for it, else the processor.
 */
export type DeviceName = 'auto' | 'cpu' | 'gpu' | `gpu:${number}`;

export interface TensorflowChoice extends SetupOptions {
  readonly device?: DeviceName | undefined;
  /** Told, in one line, why another device than one might expect is used. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const setupFix = 'run: npx msafeedit setup tensorflow --gpu';

/**
 * Opens TensorFlow on a device, setting it up for the processor where it isn't there yet.
 * @throws RuntimeError: 'input' for an unknown device; 'setup' where it can't be set up, has no such card, or lies where every user of
 *   the machine may write; 'engine' where
 *   this process computes on another device already
 */
export async function openTensorflow({
  device = 'auto',
  onWarning,
  ...setup
}: TensorflowChoice): Promise<TensorflowEngine> {
  const wanted = parseDevice(device);
  const cuda = findCudaTensorflow();
  if (wanted === 'cpu' || (wanted === 'auto' && !cuda)) {
    const installed = findTensorflow() ?? cuda ?? (await setupTensorflow(setup));
    return new TensorflowEngine(assertNotWritableByAll(installed), hidden(cuda));
  }
  if (!cuda)
    throw new RuntimeError('setup', `TensorFlow is not set up for graphics cards: ${setupFix} (3.4 GB).`);
  assertNotWritableByAll(cuda);

  const search = await findCards(setup.signal);
  const visible = visibleCards(search.cards, userVisibleCards());
  const card = visible[wanted === 'auto' ? 0 : wanted];
  const problem = card ? undefined : absence(search, visible, wanted);
  if (card) {
    const engine = new TensorflowEngine(cuda, { visible: card.id, card });
    if (engine.usesCard) return engine;
  }
  const reason = problem ?? (await unusable(cuda, card!, setup.signal));
  if (wanted !== 'auto') throw new RuntimeError('setup', `${reason}.`);
  onWarning?.(`${reason}, so TensorFlow computes on the processor.`);
  return new TensorflowEngine(cuda, card ? { visible: card.id } : hidden(cuda));
}

/** Hides all cards from a library that could use them. */
const hidden = (cuda: InstalledTensorflow | undefined): { visible?: string } =>
  cuda ? { visible: '-1' } : {};

/** `auto`, `cpu`, or which of the visible cards, from 0. */
function parseDevice(device: DeviceName): 'auto' | 'cpu' | number {
  if (device === 'auto' || device === 'cpu') return device;
  const card = /^gpu(?::(\d+))?$/.exec(device);
  if (card) return Number(card[1] ?? 0);
  throw new RuntimeError(
    'input',
    `There is no device "${device}"; there are auto, cpu, gpu and gpu:0, gpu:1, ….`,
  );
}

/** Why there is no such card. */
function absence(
  { cards, problem, fix }: CardSearch,
  visible: readonly VisibleCard[],
  wanted: 'auto' | number,
): string {
  if (problem !== undefined)
    return `No NVIDIA card can be used: ${problem}${fix === undefined ? '' : `; ${fix}`}`;
  const limit = userVisibleCards();
  const left = limit === undefined ? '' : `, of which CUDA_VISIBLE_DEVICES=${limit} leaves ${visible.length}`;
  const count = `this machine has ${cards.length} NVIDIA card${cards.length === 1 ? '' : 's'}${left}`;
  return wanted === 'auto'
    ? `No NVIDIA card is visible: ${count}`
    : `There is no card gpu:${wanted}: ${count}`;
}

/** Why TensorFlow doesn't use a card that is there. */
async function unusable(
  cuda: InstalledTensorflow,
  card: VisibleCard,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { reason = 'it does not say why' } = await probeCard(cuda, card.id, signal);
  return `TensorFlow does not use the card ${card.name}: ${reason} (see npx msafeedit doctor)`;
}
