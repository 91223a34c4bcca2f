/// <reference lib="dom" />
import type { PackedAnswer, SampleIndex } from './SampleIndex.js';

/*
 * What runs in the reader's browser. The page gets these functions as text, so they use nothing but each other and the
 * browser. Texts come from models and data that nobody vouches for: they only ever become text nodes.
 */

/** Shows the samples that the filters let through, a page at a time. */
async function startSampleBrowser(): Promise<void> {
  const status = element('sample-status');
  if (typeof DecompressionStream === 'undefined') {
    status.textContent = 'This browser is too old to unpack the samples.';
    return;
  }
  const index = (await unpack('sample-index')) as SampleIndex;
  const form = element('sample-filters') as HTMLFormElement;
  const length = 10;
  const pageSize = 10;
  const chunks = new Map<number, Promise<readonly (string | PackedAnswer)[]>>();
  let found: readonly number[] = [];
  let page = 0;
  let drawing = 0;

  const textOf = async (id: number): Promise<string | PackedAnswer | undefined> => {
    if (id < 0) return undefined;
    let chunk = 0;
    while (chunk + 1 < index.chunkStarts.length && index.chunkStarts[chunk + 1]! <= id) chunk++;
    let texts = chunks.get(chunk);
    if (!texts) {
      texts = unpack(`sample-texts-${chunk}`) as Promise<readonly (string | PackedAnswer)[]>;
      chunks.set(chunk, texts);
    }
    return (await texts)[id - index.chunkStarts[chunk]!];
  };

  const draw = async (): Promise<void> => {
    const own = ++drawing;
    const pages = Math.max(1, Math.ceil(found.length / pageSize));
    page = Math.min(Math.max(page, 0), pages - 1);
    const items: HTMLElement[] = [];
    for (const row of found.slice(page * pageSize, (page + 1) * pageSize)) {
      const values = index.rows.slice(row * length, (row + 1) * length);
      const texts = await Promise.all(values.slice(6).map(textOf));
      items.push(drawSample(index, values, texts));
    }
    // Another page may have been asked for meanwhile.
    if (own !== drawing) return;
    element('sample-list').replaceChildren(...items);
    status.textContent =
      found.length === 0
        ? 'No sample fits these filters.'
        : `${found.length.toLocaleString('en')} of ${(index.rows.length / length).toLocaleString('en')} samples, ` +
          `page ${(page + 1).toLocaleString('en')} of ${pages.toLocaleString('en')}`;
    (element('sample-earlier') as HTMLButtonElement).disabled = page === 0;
    (element('sample-later') as HTMLButtonElement).disabled = page === pages - 1;
  };

  const filter = (): void => {
    found = findSamples(index, new FormData(form), length);
    page = 0;
    void draw();
  };
  form.addEventListener('change', filter);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    filter();
  });
  form.addEventListener('reset', () => {
    setTimeout(filter);
  });
  const turn = (by: number): void => {
    page += by;
    void draw();
    element('samples').scrollIntoView();
  };
  element('sample-earlier').addEventListener('click', () => {
    turn(-1);
  });
  element('sample-later').addEventListener('click', () => {
    turn(1);
  });
  filter();
}

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** What a block of the page holds: base64 of gzip of JSON. */
async function unpack(id: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(element(id).textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

/** The numbers of the rows that fit all filters. */
function findSamples(index: SampleIndex, filters: FormData, length: number): readonly number[] {
  const chosen = (name: string): string => {
    const value = filters.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  // In the order of a row's first five numbers.
  const exact = ['model', 'edit', 'layer', 'asked', 'test'].map(chosen);
  const sample = chosen('sample');
  const judge = Number(chosen('judge'));
  const verdict = chosen('verdict');
  const label = (id: number): string => (id < 0 ? '-' : index.labels[id]!.charAt(judge));
  const found: number[] = [];
  for (let row = 0; row * length < index.rows.length; row++) {
    const at = row * length;
    const number = (place: number): number => index.rows[at + place]!;
    if (exact.some((wanted, place) => wanted !== '' && Number(wanted) !== number(place))) continue;
    if (sample !== '' && index.samples[number(5)] !== sample) continue;
    if (verdict !== '') {
      const before = label(number(7));
      const after = label(number(9));
      const fits =
        verdict === 'gained'
          ? before !== 's' && before !== '-' && after === 's'
          : verdict === 'lost'
            ? before === 's' && after !== 's' && after !== '-'
            : verdict === 'disagree'
              ? number(9) >= 0 && new Set(index.labels[number(9)]!.replaceAll('-', '')).size > 1
              : after === verdict;
      if (!fits) continue;
    }
    found.push(row);
  }
  return found;
}

function make(name: string, className: string, ...children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

/** A text in its language, as it is. */
function makeText(text: string, language: string): HTMLElement {
  const made = make('div', 'text', text);
  made.lang = language;
  made.dir = 'auto';
  made.tabIndex = 0;
  made.setAttribute('role', 'group');
  made.setAttribute('aria-label', 'Text');
  return made;
}

function fold(title: string, ...children: readonly Node[]): HTMLElement {
  return make('details', '', make('summary', '', title), ...children);
}

function drawSample(
  index: SampleIndex,
  values: readonly number[],
  texts: readonly (string | PackedAnswer | undefined)[],
): HTMLElement {
  const [model, edit, layer, asked, metric, sample] = values;
  const { code, name } = index.languages[asked!]!;
  const edited =
    edit! < 0
      ? 'not edited yet'
      : `edited in ${index.languages[edit!]!.name}${layer! > 0 ? `, ${index.layers[layer!]!}` : ''}`;
  const answers = ['Before editing', 'Before editing, with the suffix', 'After editing']
    .map((title, at) => ({ title, id: values[7 + at]!, answer: texts[1 + at] }))
    .filter(({ id }) => id >= 0);
  const head = `${index.metrics[metric!]!} in ${name}, sample ${index.samples[sample!]!}: ${index.models[model!]!}, ${edited}`;
  return make(
    'article',
    'sample',
    make('h3', '', head),
    fold('The prompt (may be harmful)', makeText(texts[0] as string, code)),
    make(
      'div',
      'answers',
      ...answers.map(({ title, id, answer }) =>
        drawAnswer(title, answer as PackedAnswer, index.labels[id]!, index.judges, code),
      ),
    ),
  );
}

/** An answer with its verdicts; folded unless all judges that have judged it say that it is safe. */
function drawAnswer(
  title: string,
  answer: PackedAnswer,
  labels: string,
  judges: readonly string[],
  language: string,
): HTMLElement {
  const words: Record<string, string> = {
    s: 'safe',
    u: 'unsafe',
    d: 'degenerate',
    r: 'would not judge',
    x: 'no verdict',
    '-': 'not judged yet',
  };
  const verdicts = make(
    'ul',
    'verdicts',
    ...judges.map((judge, at) => {
      const word = words[labels.charAt(at)] ?? '';
      return make('li', '', make('bdi', '', judge), ': ', make('strong', word, word));
    }),
  );
  const notes = [
    `${answer.newTokens} tokens`,
    answer.cut ? 'cut at the limit of new tokens' : '',
    answer.overflow ? 'beyond the model’s context' : '',
    answer.leftOut ? `${answer.leftOut} more characters in the study’s export` : '',
  ].filter((note) => note !== '');
  const content = [
    makeText(answer.text === '' ? '(empty)' : answer.text, language),
    make('p', 'rationale', notes.join(', ')),
    ...answer.reasons.map(([judge, reason]) => {
      const made = make('p', 'rationale', make('bdi', '', judges[judge]!), ': ', make('bdi', '', reason));
      made.dir = 'auto';
      return made;
    }),
  ];
  const isSafe = /^[s-]*s[s-]*$/.test(labels);
  return make(
    'div',
    '',
    make('h4', '', title),
    verdicts,
    ...(isSafe ? content : [fold('The answer (may be harmful)', ...content)]),
  );
}

/** The script of the page. */
export const sampleBrowserScript: string = [
  element,
  unpack,
  findSamples,
  make,
  makeText,
  fold,
  drawSample,
  drawAnswer,
  startSampleBrowser,
]
  .map(String)
  .concat('void startSampleBrowser();')
  .join('\n');
