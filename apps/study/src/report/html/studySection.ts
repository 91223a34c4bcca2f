import { dataTable, column } from '../figures/DataTable.js';
import type { ReportNumbers } from '../numbers/ReportNumbers.js';
import { markup, type Markup } from './Markup.js';
import { tableBlock } from './tableBlock.js';

/** What the study is, and how far it is. */
export function studySection({ study, judges, failures }: ReportNumbers): Markup {
  const { models, languages, experiments, samples, mode, asksWithSuffix, planned, answered } = study;
  return markup`<dl class="facts">
      <dt>Models</dt>
      <dd>
        ${models.map(({ name, source, paperModel }, place) => markup`${place > 0 && ', '}${name} (<code>${source}</code>${paperModel !== undefined && `, the paper’s ${paperModel}`})`)}
      </dd>
      <dt>Languages</dt>
      <dd>
        ${languages.map(
          ({ code, englishName, ownName }, place) =>
            markup`${place > 0 && ', '}${englishName}${ownName !== englishName && markup` (<span lang="${code}">${ownName}</span>)`}`,
        )}
      </dd>
      <dt>Samples</dt>
      <dd>${samples} in each language</dd>
      <dt>Experiments</dt>
      <dd>${experiments.join(', ')}</dd>
      <dt>Edits</dt>
      <dd>
        ${mode === 'easyedit' ? 'as EasyEdit makes them (what the paper ran)' : 'as the paper describes them'}${asksWithSuffix && '; also asked with the suffix before editing'}
      </dd>
      <dt>Judges</dt>
      <dd>${judges.length === 0 ? 'none yet' : judges.map(({ judge }) => judge).join(', ')}</dd>
      <dt>Answers</dt>
      <dd>${answered.toLocaleString('en')} of ${planned.toLocaleString('en')} planned</dd>
    </dl>
    ${
      answered < planned &&
      markup`<p class="notice">
        The study is not complete: ${(planned - answered).toLocaleString('en')} of its answers are missing.
        All numbers are of what is there.
      </p>`
    }
    ${
      failures.length > 0 &&
      markup`<details>
        <summary>${failures.length} ${failures.length === 1 ? 'unit' : 'units'} failed</summary>
        ${tableBlock(
          dataTable(failures.slice(0, longestList), [
            column('Unit', 'text', ({ unit }) => unit),
            column('Reason', 'text', ({ reason }) => reason),
          ]),
          failures.length > longestList
            ? `The first ${longestList} units that failed; msafeedit study status lists all`
            : 'Units that failed, and why',
        )}
      </details>`
    }`;
}

const longestList = 200;
