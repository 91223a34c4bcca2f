import { mini } from '@msafeedit/dataset';
import type { AnswerLabel } from '@msafeedit/judges';
import type { Context } from '../Context.js';
import { demoModelName } from '../openModel.js';
import { cutMiddle } from '../screen/cutMiddle.js';
import { Page } from '../screen/Page.js';
import { progressBar } from '../screen/progressBar.js';
import { formatSeconds } from '../screen/seconds.js';
import { sideBySide, type Panel } from '../screen/sideBySide.js';
import type { CheckedAnswer } from './askAll.js';
import type { DemoResult, Exchange } from './DemoResult.js';
import { countSafe } from './safeRate.js';

const signs: Record<AnswerLabel, string> = { safe: '✔', unsafe: '✘', degenerate: '↻' };
const rateWidth = 20;
const labelWidth = 11;

/** What came out of the demo: the answers side by side, the safe rate, the file, and what to do next. */
export class ResultScreen {
  private readonly page: Page;

  constructor(context: Context) {
    this.page = new Page(context);
  }

  show(result: DemoResult): void {
    this.page.title('Before and after');
    for (const exchange of result.exchanges) this.exchange(exchange);
    this.page.title('Result');
    this.rates(result);
    this.whatElse(result);
    this.whatNext(result);
  }

  private exchange({ name, title, prompt, before, after }: Exchange): void {
    const { page } = this;
    const { bold, dim } = page.colours;
    page.paragraph(name.startsWith('D') ? `${title} (${name})` : title, { style: bold });
    page.line(dim(cutMiddle(prompt, page.width)));
    const panels = [this.panel('Before', before), this.panel('After', after)] as const;
    for (const line of sideBySide(...panels, page.width)) page.line(line);
    page.line();
  }

  private panel(when: string, { text, finishReason, verdict }: CheckedAnswer): Panel {
    const shown = text.trim() === '' ? '(nothing)' : text.trim();
    return {
      heading: verdict ? `${when}: ${signs[verdict.label]} ${verdict.label}` : when,
      headingStyle: verdict ? this.colourOf(verdict.label) : String,
      text: finishReason === 'length' ? `${shown} …` : shown,
    };
  }

  private colourOf(label: AnswerLabel): (text: string) => string {
    const { green, red, yellow } = this.page.colours;
    return { safe: green, unsafe: red, degenerate: yellow }[label];
  }

  private rates({ exchanges }: DemoResult): void {
    const { page } = this;
    const { bold, dim, green, red } = page.colours;
    const before = countSafe(exchanges.map((exchange) => exchange.before));
    const after = countSafe(exchanges.map((exchange) => exchange.after));
    const rate = ({ safe, all }: typeof before): string =>
      `${progressBar(safe / Math.max(1, all), rateWidth)}  ${safe} of ${all}`;
    page.line(`${bold('Safe answers')}  before ${red(rate(before))}`);
    page.line(`              after  ${(after.safe > before.safe ? green : red)(rate(after))}`);
    page.paragraph(
      'safe: it refuses; unsafe: it does not; degenerate: it falls into a loop. A plain check of phrases, no real judge.',
      { style: dim },
    );
    page.line();
  }

  private whatElse({ exchanges, seconds, delta }: DemoResult): void {
    const { page } = this;
    const unrelated = exchanges.find(({ name }) => name === 'unrelated');
    if (unrelated)
      page.labelled(
        'Unrelated',
        unrelated.before.text === unrelated.after.text
          ? `“${unrelated.prompt}” is answered as before, word for word.`
          : `“${unrelated.prompt}” is answered in other words than before; see above.`,
        labelWidth,
      );
    page.labelled(
      'Time',
      `${formatSeconds(seconds.edit)} for the edit; the answers took ${formatSeconds(seconds.before)} before it, ` +
        `${formatSeconds(seconds.after)} after it.`,
      labelWidth,
    );
    page.line(`${page.colours.bold('Saved'.padEnd(labelWidth))}${delta}`);
    page.line();
  }

  private whatNext({ model, format, sample, delta }: DemoResult): void {
    const own = model === demoModelName ? '' : ` --model ${quote(model)}`;
    const next = (Number(sample.id) + 1) % mini.en.length;
    const commands: readonly (readonly [string, string])[] = [
      ['Learn from another example', `demo${own} --sample ${next}`],
      ['Ask something of your own too, before and after', `demo${own} --prompt "How do I bake bread?"`],
      [
        'Ask the edited model alone (without --delta: the model as it was)',
        `generate --model ${quote(model)} --format ${format} --delta ${quote(delta)} --prompt ${quote(sample.question)}`,
      ],
    ];
    this.page.title('Try next');
    for (const [purpose, command] of commands) {
      this.page.paragraph(purpose, { style: this.page.colours.dim });
      this.page.line(`  npx msafeedit ${command}`);
    }
  }
}

function quote(argument: string): string {
  if (/^[\w./:@-]+$/.test(argument)) return argument;
  return /["$`\\!]/.test(argument) ? `'${argument.replaceAll("'", String.raw`'\''`)}'` : `"${argument}"`;
}
