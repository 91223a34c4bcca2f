import type { Node, Variable } from './Node.js';

/** A change of state that an entry makes once all that it reads has been read. */
export type Effect =
  | { readonly kind: 'assign'; readonly variable: Variable; readonly value: Node }
  /** What computing the value does: it is one of `updateRows`, whose new value nobody needs. */
  | { readonly kind: 'update'; readonly value: Node }
  | {
      /** Adam as in Kingma & Ba, Algorithm 1, with torch's defaults for the betas. */
      readonly kind: 'adam';
      readonly variable: Variable;
      readonly firstMoment: Variable;
      readonly secondMoment: Variable;
      readonly gradient: Node;
      readonly learningRate: Node;
      /** beta1^t and beta2^t of this step, scalars. */
      readonly beta1Power: Node;
      readonly beta2Power: Node;
      /** Added to sqrt(secondMoment) before bias correction; for torch's epsilon feed `1e-8 * sqrt(1 - beta2^t)`. */
      readonly epsilon: Node;
    };

export const adamBetas = { beta1: 0.9, beta2: 0.999 } as const;

/** Something a caller can run: any of its outputs, and all of its effects. */
export interface Entry {
  readonly outputs: Readonly<Record<string, Node>>;
  readonly effects?: readonly Effect[];
}

/** What an engine loads once and runs many times. */
export interface Program {
  readonly variables: readonly Variable[];
  readonly entries: Readonly<Record<string, Entry>>;
  /** Inner nodes that a run may feed instead of computing them (and all that only they need). */
  readonly points?: Readonly<Record<string, Node>>;
}

/** The inputs of an effect. */
export function effectInputs(effect: Effect): readonly Node[] {
  return effect.kind !== 'adam'
    ? [effect.value]
    : [effect.gradient, effect.learningRate, effect.beta1Power, effect.beta2Power, effect.epsilon];
}

/** All nodes that `roots` need, inputs first, not looking behind the nodes in `fed`. */
export function reachable(roots: readonly Node[], fed: ReadonlySet<Node> = new Set()): Node[] {
  const found = new Set<Node>();
  const pending = [...roots];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (found.has(node)) continue;
    found.add(node);
    if (!fed.has(node)) pending.push(...node.inputs);
  }
  return [...found].sort((a, b) => a.id - b.id);
}
