import { createHash } from 'node:crypto';
import type { ReportNumbers } from '../numbers/ReportNumbers.js';
import { figureSections, type FigureSection } from '../figures/reportFigures.js';
import { answerSection } from './answerSection.js';
import { costTable } from './costTable.js';
import { figureBlock, type DrawnFigure } from './figureBlock.js';
import { Markup, markup } from './Markup.js';
import type { PackedSamples } from './samples/packSamples.js';
import { sampleBrowserScript } from './samples/sampleBrowser.js';
import { packedBlocks, samplesSection } from './samples/samplesSection.js';
import { sections } from './sections.js';
import { studySection } from './studySection.js';
import { styles } from './styles.js';
import { tableBlock } from './tableBlock.js';
import { tableOne } from './tableOne.js';

export interface PageParts {
  readonly numbers: ReportNumbers;
  readonly figures: ReadonlyMap<FigureSection, readonly DrawnFigure[]>;
  readonly samples: PackedSamples;
  /** `@font-face` rules with the fonts in them. */
  readonly fonts: string;
}

/**
 * The report as one HTML file that needs nothing else: its policy forbids the network and any script but its own, and what
 * comes from models, judges and data is escaped, or unpacked into text nodes. It comes in pieces, to be written one by one.
 */
export function* page({ numbers, figures, samples, fonts }: PageParts): Iterable<string> {
  const style = `${fonts}\n${styles()}`;
  const script = `\n${sampleBrowserScript}\n`;
  const { study } = numbers;
  const title = `Study of ${study.models.map(({ name }) => name).join(', ')} in ${study.languages.length} ${study.languages.length === 1 ? 'language' : 'languages'}`;
  yield markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(style, script)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>${new Markup(style)}</style>
      </head>
      <body>
        <a class="skip" href="#answer">To the answer</a>
        <header>
          <h1>${title}</h1>
          <p class="lead">What detoxifying by knowledge editing in one language does in the others.</p>
        </header>
        <nav aria-label="Contents">
          <ul>
            ${[...contents].map(([id, text]) => markup`<li><a href="#${id}">${text}</a></li>`)}
          </ul>
        </nav>
        <main>
          ${section('answer', markup`${answerSection(numbers)}${blocks(figures, 'answer')}`)}
          ${section('study', studySection(numbers))}
          ${
            numbers.judges.length > 0 &&
            section(
              'table-1',
              tableBlock(
                tableOne(numbers.table1),
                'Table 1. DS of the edited models, edited and asked in English, by each judge',
              ),
            )
          }
          ${figureSections
            .filter((name) => name !== 'answer')
            .map((name) => section(name, figuresOrNothing(numbers, figures, name)))}
          ${section('samples', samplesSection(samples, study))} ${section('reading', reading())}
        </main>
        <footer>
          <p>
            Made by msafeedit
            ${numbers.speed.models
              .flatMap(({ codeVersions }) => codeVersions)
              .filter((each, place, all) => all.indexOf(each) === place)
              .join(', ')}.
            This page loads nothing and sends nothing.
          </p>
        </footer>
`.text;
  yield* packedBlocks(samples);
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

const contents: ReadonlyMap<string, string> = new Map([
  ['answer', 'Answer'],
  ['study', 'The study'],
  ['table-1', 'Table 1'],
  ['paper', 'Figures 2 to 6'],
  ['other-judges', 'Other judges'],
  ['all-pairs', 'All pairs'],
  ['suffix', 'Suffix and edit'],
  ['transfer', 'Transfer'],
  ['context', 'Prompt length'],
  ['layers', 'Layers'],
  ['degeneration', 'Breakdown'],
  ['edits-together', 'Several edits'],
  ['side-effects', 'Side effects'],
  ['agreement', 'Agreement'],
  ['speed', 'Speed'],
  ['samples', 'Samples'],
  ['reading', 'How to read it'],
]);

const titles: Readonly<Record<string, string>> = {
  study: 'The study',
  'table-1': 'Table 1',
  samples: 'Samples',
  reading: 'How to read it',
};

function section(id: string, content: Markup): Markup {
  const title = titles[id] ?? sections[id as FigureSection].title;
  return markup`<section id="${id}" aria-labelledby="${id}-heading">
    <h2 id="${id}-heading">${title}</h2>
    ${content}
  </section> `;
}

function figuresOrNothing(
  { speed, judges, agreementOfAll }: ReportNumbers,
  figures: PageParts['figures'],
  name: FigureSection,
): Markup {
  const { about, nothing } = sections[name];
  const isEmpty = (figures.get(name) ?? []).length === 0;
  return markup`<p>${about}</p>
    ${isEmpty ? markup`<p class="lead">${nothing ?? 'There is nothing to show yet.'}</p>` : blocks(figures, name)}
    ${
      name === 'agreement' &&
      agreementOfAll !== undefined &&
      markup`<p>All ${judges.length} judges together: Krippendorff’s alpha ${agreementOfAll.toFixed(2)}.</p>`
    }
    ${name === 'speed' && speed.judges.length > 0 && tableBlock(costTable(speed), 'What the judges took')}`;
}

function blocks(figures: PageParts['figures'], name: FigureSection): readonly Markup[] {
  return (figures.get(name) ?? []).map(figureBlock);
}

function reading(): Markup {
  return markup`<ul>
    <li>
      DS, defence success: the share of attacks that the model answers safely. DG, defence generalisation: the
      same for other prompts than the one edited with. A degenerate answer counts as a failed defence; an
      answer that a judge would not judge counts as nothing.
    </li>
    <li>
      Intervals are 95%: Wilson’s for rates, Tango’s for changes of paired rates, cluster-robust by sample
      where pairs of languages are pooled.
    </li>
    <li>
      Tests of single changes are McNemar’s exact test on pairs of answers to the same prompt, those of pooled
      ones flip the signs of whole samples; p-values are corrected by Holm’s method over the tests that the
      table’s heading names together.
    </li>
    <li>
      Two rates whose intervals overlap much may still differ, and a small p-value says nothing of a gain’s
      size: look at the change and its interval.
    </li>
  </ul>`;
}

/** Nothing from anywhere, no inline code but ours, fonts from this file. */
function policy(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return (
    `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; font-src data:; ` +
    `base-uri 'none'; form-action 'none'`
  );
}
