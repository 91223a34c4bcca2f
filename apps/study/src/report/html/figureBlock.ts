import { withOwnIds } from '../figures/composeSvg.js';
import type { Drawing } from '../figures/drawPanel.js';
import type { Figure } from '../figures/Figure.js';
import { legendSymbol } from '../figures/legendSymbol.js';
import { withVariables } from '../figures/palette.js';
import { Markup, markup } from './Markup.js';
import { tableBlock } from './tableBlock.js';

/** A figure and its panels as they are drawn. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly drawings: readonly Drawing[];
}

/** A figure with its heading, legend, caption, files and data table. Panels stand beside each other as far as there is room. */
export function figureBlock({ figure, drawings }: DrawnFigure): Markup {
  const { id, title, caption, panels, legend, table, paperSays = [] } = figure;
  return markup`<div class="figure" id="${id}">
    <h3 id="${id}-title">${title}</h3>
    <figure aria-labelledby="${id}-title">
      <div class="panels columns-${Math.min(figure.columns ?? 2, panels.length)}">
        ${panels.map((panel, index) => {
          const { width, height, content } = drawings[index]!;
          return markup`<div class="panel">
            <p class="panel-title">${panel.title}</p>
            <svg
              viewBox="0 0 ${width} ${height}"
              width="${width}"
              height="${height}"
              role="img"
              aria-label="${`${panel.title}. ${panel.text}`}"
            >${new Markup(withVariables(withOwnIds(content, `${id}-${index}`)))}</svg>
          </div>`;
        })}
      </div>
      ${
        legend.length > 0 &&
        markup`<ul class="legend" aria-label="Legend">
          ${legend.map(
            (entry) =>
              markup`<li>
                <svg viewBox="0 0 24 14" width="24" height="14" aria-hidden="true">
                  ${new Markup(withVariables(legendSymbol(entry)))}
                </svg>
                ${entry.label}
              </li>`,
          )}
        </ul>`
      }
      <figcaption>${caption}</figcaption>
    </figure>
    ${
      paperSays.length > 0 &&
      markup`<div class="paper-says">
        <p>The paper says:</p>
        <ul>
          ${paperSays.map(({ says, source }) => markup`<li>${says} <span class="source">(${source})</span></li>`)}
        </ul>
      </div>`
    }
    <details>
      <summary>The numbers behind it</summary>
      ${tableBlock(table, title)}
    </details>
    <p class="files">Files: <code>figures/${id}.svg</code>, <code>.png</code>, <code>.csv</code></p>
  </div>`;
}
