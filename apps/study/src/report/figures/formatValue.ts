import type { ColumnKind, Value } from './DataTable.js';

/** A value as a reader sees it. */
export function formatValue(value: Value, kind: ColumnKind): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'share':
      return formatShare(value);
    case 'change':
      return formatChange(value);
    case 'p-value':
      return formatPValue(value);
    case 'count':
      return value.toLocaleString('en');
    default:
      return value.toLocaleString('en', { maximumSignificantDigits: 4 });
  }
}

/** `94%`, `93.8%`. */
export function formatShare(share: number): string {
  return `${tenths(share * 100)}%`;
}

/** In percentage points: `+12`, `−3.5`, `0`. */
export function formatChange(change: number): string {
  const points = tenths(Math.abs(change) * 100);
  if (points === '0') return '0';
  return `${change > 0 ? '+' : '−'}${points}`;
}

function formatPValue(pValue: number): string {
  return pValue < 0.001 ? '<0.001' : pValue.toFixed(3);
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}
