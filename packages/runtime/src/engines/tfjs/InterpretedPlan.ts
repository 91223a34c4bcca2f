import type { Node, Program } from '../../program/index.js';
import { effectInputs } from '../../program/index.js';
import type { Feeds } from '../Engine.js';
import type { RunPlan } from '../RunPlan.js';
import { planRun } from '../RunPlan.js';

/** A plan in the order in which its nodes are computed, and when each value has been used for the last time. */
export interface InterpretedPlan extends RunPlan {
  /** The names that values are fed under. */
  readonly names: ReadonlyMap<Node, string>;
  /** By place in `nodes`: the nodes whose values nothing needs after it. */
  readonly finished: readonly (readonly Node[])[];
}

export function interpretedPlan(
  program: Program,
  entry: string,
  outputs: readonly string[],
  feeds: Feeds,
): InterpretedPlan {
  const plan = planRun(program, entry, outputs, feeds);
  const names = new Map([...plan.fed].map(([name, node]) => [node, name]));
  // Variables are read first, so that rows written during the run aren't seen.
  const isRead = (node: Node): boolean => node.op.kind === 'read';
  const nodes = [...plan.nodes.filter(isRead), ...plan.nodes.filter((node) => !isRead(node))];
  const lastUse = new Map<Node, number>();
  nodes.forEach((node, place) => {
    lastUse.set(node, place);
    if (!names.has(node)) for (const input of node.inputs) lastUse.set(input, place);
  });
  for (const kept of [...plan.outputs, ...plan.effects.flatMap(effectInputs)]) lastUse.delete(kept);
  const finished: Node[][] = nodes.map(() => []);
  for (const [node, place] of lastUse) finished[place]!.push(node);
  return { ...plan, nodes, names, finished };
}
