import type { ReportNumbers } from '../numbers/ReportNumbers.js';
import { paperNumbers } from '../numbers/PaperNumbers.js';
import { markup, type Markup } from './Markup.js';

/** The paper's question, answered in words. */
export function answerSection({ judges, mainJudge, study }: ReportNumbers): Markup {
  const main = judges.find(({ judge }) => judge === mainJudge);
  if (!main)
    return markup`<p class="notice">
      No judge has judged these answers yet, so there are no rates to show. Run
      <code>msafeedit study judge</code>, then make the report again.
    </p>`;
  const { hypothesis } = main;
  return markup`<p>
      The question: does detoxifying a model in one language leave the others as they were (the
      language-dependency hypothesis)?
    </p>
    <div class="outcome">
      ${hypothesis.sentences.map(
        (sentence, index) => markup`<p${index === 0 && markup` class="verdict"`}>${sentence}</p>`,
      )}
      <p class="source">
        ${main.judge} has judged ${main.judged.toLocaleString('en')} of ${main.answers.toLocaleString('en')}
        answers.
      </p>
    </div>
    ${hypothesis.models.map(
      ({ model, sentences }) =>
        markup`<h3>${model}</h3>
          <ul>
            ${sentences.map((sentence) => markup`<li>${sentence}</li>`)}
          </ul>`,
    )}
    ${judges
      .filter((each) => each !== main)
      .map(
        ({ judge, judged, answers, hypothesis: other }) =>
          markup`<details>
            <summary>By the verdicts of ${judge}</summary>
            <p class="source">
              ${judge} has judged ${judged.toLocaleString('en')} of ${answers.toLocaleString('en')} answers.
            </p>
            ${other.sentences.map((sentence) => markup`<p>${sentence}</p>`)}
            ${other.models.map(({ model, sentences }) => markup`<p><strong>${model}.</strong> ${sentences.join(' ')}</p>`)}
          </details>`,
      )}
    ${
      study.models.some(({ paperModel }) => paperModel) &&
      markup`<div class="paper-says">
        <p>
          The paper says: ${paperNumbers.conclusion.says}
          <span class="source">(${paperNumbers.conclusion.source})</span>
        </p>
      </div>`
    }`;
}
