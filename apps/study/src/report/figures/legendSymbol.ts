import type { LegendEntry } from './Figure.js';
import { colour } from './palette.js';

/** A legend's symbol, 24 wide and 14 high: what is inside an `svg` element. */
export function legendSymbol({ symbol, colour: own }: LegendEntry): string {
  switch (symbol) {
    case 'arrow':
      return (
        `<path d="M3,7H18" stroke="${own}" stroke-width="1.75" fill="none"/><path d="M23,7L15,3V11Z" fill="${own}"/>` +
        `<circle cx="3.5" cy="7" r="2.4" stroke="${own}" stroke-width="1.25" fill="${colour('paper')}"/>`
      );
    case 'line':
      return `<path d="M2,7H22" stroke="${own}" stroke-width="2" fill="none"/>`;
    case 'dashes':
      return `<path d="M2,7H22" stroke="${own}" stroke-width="1.75" stroke-dasharray="2,2" fill="none"/>`;
    case 'band':
      return `<rect x="2" y="4" width="20" height="6" fill="${own}" fill-opacity="0.35"/>`;
    case 'square':
      return `<rect x="6" y="1" width="12" height="12" fill="${own}"/>`;
    case 'bar':
      return `<rect x="2" y="2" width="20" height="10" fill="${own}"/>`;
    case 'dot':
      return `<circle cx="12" cy="7" r="4" fill="${own}"/>`;
    case 'diamond':
      return `<path d="M12,2L17,7L12,12L7,7Z" stroke="${own}" stroke-width="1.5" fill="none"/>`;
    case 'limit':
      return `<path d="M6,3H18M12,3V11M9.5,8.5L12,11.5L14.5,8.5" stroke="${own}" stroke-width="1.5" fill="none"/>`;
  }
}
