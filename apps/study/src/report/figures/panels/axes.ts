/** Panels are as wide as a phone: a page sets as many beside each other as there is room for. */
export const panelWidth = 360;

/** A rate's axis, in per cent. */
export const percentScale: { readonly domain: number[] } = { domain: [0, 100] };
export const percentAxis = { title: null, tickCount: 5, labelExpr: "datum.value + '%'" } as const;

/** Languages along the bottom, with their own names, slanted so that nine have room. */
export const languageAxis = {
  title: null,
  labelAngle: -42,
  labelAlign: 'right',
  labelBaseline: 'middle',
  labelOverlap: false,
  ticks: false,
  labelPadding: 7,
  labelOffset: -3,
  domain: false,
} as const;

/** Space between languages, so that what belongs to one stays together where there are few. */
function languageScale(languages: readonly string[]): {
  readonly domain: string[];
  readonly paddingInner: number;
  readonly paddingOuter: number;
} {
  const isFew = languages.length < 4;
  return { domain: [...languages], paddingInner: isFew ? 0.75 : 0.25, paddingOuter: isFew ? 0.6 : 0.15 };
}

/** Languages beside each other, and what belongs to one in its slots. */
export function languageSlots(languages: readonly string[], slots: readonly string[]) {
  return {
    x: { field: 'language', type: 'nominal' as const, scale: languageScale(languages), axis: languageAxis },
    xOffset: { field: 'slot', type: 'nominal' as const, scale: { domain: [...slots] } },
  };
}

/** Rows below each other, each with its label. */
export function labelledRows(labels: readonly string[]) {
  return {
    y: {
      field: 'label',
      type: 'nominal' as const,
      scale: { domain: [...labels] },
      axis: { title: null, ticks: false, domain: false, labelPadding: 6 },
    },
  };
}

/** Room beside the plot for the labels of `languageAxis` and of per cents; nothing is measured, so panels line up. */
export const upright = { left: 44, right: 8, top: 10, bottom: 80 } as const;

/** Room for words to the left, for panels whose rows are languages or groups. */
export const lying = { left: 128, right: 14, top: 8, bottom: 38 } as const;

export function inner(padding: { readonly left: number; readonly right: number }): number {
  return panelWidth - padding.left - padding.right;
}
