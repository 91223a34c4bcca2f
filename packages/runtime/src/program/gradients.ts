import type { Node } from './Node.js';
import { constant } from './ops/sources.js';
import { add } from './ops/elementwise.js';
import { concat } from './ops/layout.js';

/**
 * Reverse-mode differentiation: nodes for the derivative of a scalar `loss` by each of `parameters`
 * (usually `read`s of variables). Only paths from a parameter to the loss get backward nodes.
 */
export function gradients(loss: Node, parameters: readonly Node[]): Node[] {
  if (loss.shape.length !== 0) throw new RangeError('Only a scalar can be differentiated.');
  const path = nodesBetween(loss, parameters);
  const received = new Map<Node, Contribution[]>([[loss, [{ gradient: constant(1) }]]]);
  const totals = new Map<Node, Node>();
  for (const node of [...path].sort((a, b) => b.id - a.id)) {
    const contributions = received.get(node);
    if (!contributions || !node.gradient) continue;
    const total = combine(contributions);
    totals.set(node, total);
    const parts = needsOnlySlice(node) ? [undefined] : node.gradient.rule(total);
    node.gradient.inputs.forEach((input, index) => {
      if (!path.has(input)) return;
      const contribution = contributionTo(node, total, parts[index]);
      if (!contribution)
        throw new RangeError(
          `No gradient passes input ${index} of "${node.op.kind}", which a parameter needs.`,
        );
      received.set(input, [...(received.get(input) ?? []), contribution]);
    });
  }
  return parameters.map((parameter) => {
    const total = totals.get(parameter);
    if (!total)
      throw new RangeError('The loss does not depend on a parameter by which it is to be differentiated.');
    return total;
  });
}

/** Part of a node's gradient; one that came through a slice remembers which, so that slices can be joined. */
interface Contribution {
  readonly gradient: Node;
  readonly slice?: Node;
}

const needsOnlySlice = (node: Node): boolean => node.op.kind === 'slice';

function contributionTo(node: Node, total: Node, part: Node | undefined): Contribution | undefined {
  if (needsOnlySlice(node)) return { gradient: total, slice: node };
  return part && { gradient: part };
}

/** The sum of all parts; slices that tile their axis become one concat instead of a sum of padded ones. */
function combine(contributions: readonly Contribution[]): Node {
  const slices = contributions.filter((part) => part.slice);
  const others = contributions.filter((part) => !part.slice).map((part) => part.gradient);
  return [...joinSlices(slices), ...others].reduce((a, b) => add(a, b));
}

function joinSlices(parts: readonly Contribution[]): Node[] {
  const sorted = parts
    .map(({ gradient, slice }) => ({
      gradient,
      node: slice!,
      op: slice!.op as Extract<Node['op'], { kind: 'slice' }>,
    }))
    .sort((a, b) => a.op.start - b.op.start);
  const [first] = sorted;
  if (!first) return [];
  const { axis } = first.op;
  let end = 0;
  const tiles = sorted.every(({ op }) => {
    const fits = op.axis === axis && op.start === end;
    end = op.start + op.size;
    return fits;
  });
  if (tiles && first.node.inputs[0]!.shape[axis] === end)
    return [
      concat(
        sorted.map((part) => part.gradient),
        axis,
      ),
    ];
  return sorted.map(({ gradient, node }) => node.gradient!.rule(gradient)[0]!);
}

/** Nodes on a path from a parameter to the loss, along which gradients pass. */
function nodesBetween(loss: Node, parameters: readonly Node[]): ReadonlySet<Node> {
  const wanted = new Set(parameters);
  const ancestors = new Set<Node>();
  const pending = [loss];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (ancestors.has(node)) continue;
    ancestors.add(node);
    if (node.gradient) pending.push(...node.gradient.inputs);
  }
  const onPath = new Set<Node>();
  for (const node of [...ancestors].sort((a, b) => a.id - b.id))
    if (wanted.has(node) || node.gradient?.inputs.some((input) => onPath.has(input))) onPath.add(node);
  return onPath;
}
