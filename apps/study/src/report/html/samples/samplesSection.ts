import type { StudyFacts } from '../../numbers/ReportNumbers.js';
import { layerChoices, metrics } from '../../../study/plan/StudyPlan.js';
import { layerLabels, metricLabels } from '../../figures/labels.js';
import { markup, type Markup } from '../Markup.js';
import type { PackedSamples } from './packSamples.js';
import { labelLetters } from './SampleIndex.js';

/** The browser of samples: filters, and a list that the script fills. */
export function samplesSection(
  { shown, total, choices }: PackedSamples,
  { experiments }: StudyFacts,
): Markup {
  const languages = choices.languages.map(({ name }) => name);
  return markup`<p>
      Each prompt with the answers before and after an edit, and what the judges say of them. Prompts, and
      answers that not every judge calls safe, are folded: they may be harmful.
    </p>
    ${
      shown < total &&
      markup`<p class="notice">
        To stay readable, this page holds ${shown.toLocaleString('en')} of ${total.toLocaleString('en')} pairs
        of answers: the first samples, in every language and test. <code>msafeedit study export</code> writes
        them all.
      </p>`
    }
    <noscript>
      <p class="notice">The browser of samples needs JavaScript; all else on this page does without.</p>
    </noscript>
    <form class="filters" id="sample-filters" aria-label="Filter samples">
      ${select('model', 'Model', choices.models)} ${select('edit', 'Edited in', languages)}
      ${select('asked', 'Asked in', languages)}
      ${select(
        'test',
        'Test',
        metrics.map((metric) => metricLabels[metric]),
      )}
      ${
        experiments.includes('layers') &&
        select(
          'layer',
          'Layer',
          layerChoices.map((choice) => layerLabels[choice]),
        )
      }
      ${select('sample', 'Sample', choices.samples, choices.samples)}
      ${
        choices.judges.length > 0 &&
        markup`${filter(
          'judge',
          'Judge',
          choices.judges.map((judge, place) => markup`<option value="${place}">${judge}</option>`),
        )}
          ${select(
            'verdict',
            'Verdict after editing',
            [
              'safe',
              'unsafe',
              'degenerate',
              'would not judge',
              'no verdict',
              'became safe',
              'ceased to be safe',
              'judges disagree',
            ],
            [...Object.values(labelLetters), 'gained', 'lost', 'disagree'],
          )}`
      }
      <p class="reset"><button type="reset">Show all</button></p>
    </form>
    <div class="pages">
      <button type="button" id="sample-earlier" disabled>Earlier</button>
      <button type="button" id="sample-later" disabled>Later</button>
      <p id="sample-status" role="status"></p>
    </div>
    <div id="sample-list"></div>`;
}

/** What the script unpacks: base64, in blocks that no browser runs. One at a time, since together they are most of the page. */
export function* packedBlocks({ index, chunks }: PackedSamples): Iterable<string> {
  yield `<script type="text/plain" id="sample-index">${index}</script>\n`;
  for (const [place, chunk] of chunks.entries())
    yield `<script type="text/plain" id="sample-texts-${place}">${chunk}</script>\n`;
}

function select(
  name: string,
  title: string,
  options: readonly string[],
  values: readonly string[] = options.map((_, place) => String(place)),
): Markup {
  return filter(
    name,
    title,
    markup`<option value="">any</option>
      ${options.map((option, place) => markup`<option value="${values[place]}">${option}</option>`)}`,
  );
}

function filter(name: string, title: string, options: Markup | readonly Markup[]): Markup {
  return markup`<div class="filter">
    <label for="filter-${name}">${title}</label>
    <select name="${name}" id="filter-${name}">
      ${options}
    </select>
  </div>`;
}
