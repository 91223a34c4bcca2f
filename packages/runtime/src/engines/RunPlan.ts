import { RuntimeError } from '../RuntimeError.js';
import type { Effect, Node, Program } from '../program/index.js';
import { bindSizes, effectInputs, reachable } from '../program/index.js';
import type { Feeds, RunOptions } from './Engine.js';

/** What one kind of run needs: the same entry, outputs and fed names give the same plan. */
export interface RunPlan {
  readonly outputs: readonly Node[];
  readonly effects: readonly Effect[];
  /** Fed values by name: placeholders that are needed, and points fed in place of being computed. */
  readonly fed: ReadonlyMap<string, Node>;
  /** All nodes to compute, inputs first, the fed ones among them. */
  readonly nodes: readonly Node[];
}

export const planKey = (entry: string, outputs: readonly string[], feeds: Feeds): string =>
  `${entry}|${outputs.join(',')}|${Object.keys(feeds).join(',')}`;

/** Finds what a run computes, and checks that all that it needs is fed. */
export function planRun(
  program: Program,
  entryName: string,
  outputNames: readonly string[],
  feeds: Feeds,
): RunPlan {
  const entry = program.entries[entryName];
  if (!entry) throw new RuntimeError('engine', `The program has no entry "${entryName}".`);
  const outputs = outputNames.map((name) => {
    const node = entry.outputs[name];
    if (!node) throw new RuntimeError('engine', `The entry "${entryName}" has no output "${name}".`);
    return node;
  });
  const effects = entry.effects ?? [];
  const points = new Map(Object.entries(program.points ?? {}).filter(([name]) => name in feeds));
  const nodes = reachable([...outputs, ...effects.flatMap(effectInputs)], new Set(points.values()));
  const fed = new Map([...points].filter(([, node]) => nodes.includes(node)));
  const missing: string[] = [];
  for (const node of nodes) {
    if (node.op.kind !== 'placeholder') continue;
    if (node.op.name in feeds) fed.set(node.op.name, node);
    else missing.push(node.op.name);
  }
  if (missing.length > 0)
    throw new RuntimeError(
      'engine',
      `The entry "${entryName}" needs ${missing.join(', ')}, which nobody fed.`,
    );
  return { outputs, effects, fed, nodes };
}

/** Learns every symbolic size from what is fed. */
export function learnSizes(
  plan: RunPlan,
  feeds: Feeds,
  options: RunOptions | undefined,
): Map<string, number> {
  const sizes = new Map(Object.entries(options?.sizes ?? {}));
  // Twice: the first time learns, the second checks what was seen before all was known.
  for (const [name, node] of [...plan.fed, ...plan.fed]) {
    try {
      bindSizes(node.shape, feeds[name]!.shape, sizes);
    } catch (error) {
      throw new RuntimeError(
        'engine',
        `"${name}": ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return sizes;
}
