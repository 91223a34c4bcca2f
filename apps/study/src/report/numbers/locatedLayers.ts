import { mean, standardDeviation } from 'simple-statistics';
import type { StoredEdit } from '../../study/store/ResultStore.js';
import { groupBy } from '../../study/groupBy.js';
import type { LocatedLayers } from './ReportNumbers.js';

/** The layers that were edited, by model, choice and language, in the edits' order. */
export function locatedLayers(edits: readonly StoredEdit[]): readonly LocatedLayers[] {
  const groups = groupBy(edits, ({ model, language, layerChoice }) => `${model} ${language} ${layerChoice}`);
  return Array.from(groups.values(), (own): LocatedLayers => {
    const { model, language, layerChoice } = own[0]!;
    const layers = groupBy(own, ({ layer }) => String(layer));
    const curve = curveOf(own.flatMap(({ distances }) => (distances ? [distances] : [])));
    return {
      ...{ model, language, layerChoice },
      edits: own.length,
      layers: Array.from(layers.values(), (ofLayer) => ({
        layer: ofLayer[0]!.layer,
        edits: ofLayer.length,
      })).sort((a, b) => a.layer - b.layer),
      ...(curve && { curve }),
      deltaNorm: mean(own.map(({ deltaNorm }) => deltaNorm)),
      firstLoss: mean(own.map(({ losses }) => losses[0]!.total)),
      lastLoss: mean(own.map(({ losses }) => losses.at(-1)!.total)),
    };
  });
}

/** How far a layer may be below the top to count as near it, as a share of the top. */
const near = 0.05;

function curveOf(curves: readonly (readonly number[])[]): LocatedLayers['curve'] {
  const [first] = curves;
  if (!first) return undefined;
  const relative = curves.map((distances) => distances.map((distance) => distance / Math.max(...distances)));
  return {
    edits: curves.length,
    relativeDistances: first.map((_, layer) => mean(relative.map((curve) => curve[layer]!))),
    margin: mean(relative.map((curve) => 1 - (curve.toSorted((a, b) => b - a)[1] ?? 0))),
    nearTop: mean(relative.map((curve) => curve.filter((distance) => distance >= 1 - near).length)),
    variation: mean(relative.map((curve) => standardDeviation(curve) / mean(curve))),
  };
}
