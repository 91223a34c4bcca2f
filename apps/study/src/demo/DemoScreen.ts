import type { Sample } from '@msafeedit/dataset';
import type { AnswerLabel } from '@msafeedit/judges';
import { writeLine, type Context } from '../Context.js';
import { barChart } from '../screen/barChart.js';
import { cutToWidth } from '../screen/cutToWidth.js';
import { formatSeconds } from '../screen/seconds.js';
import { sideBySide, wrap, type Panel } from '../screen/sideBySide.js';
import type { CheckedAnswer } from './askAll.js';
import type { DemoResult, Exchange } from './DemoResult.js';
import { isHarmful } from './questions.js';

/** The demo's text on the screen, part by part as the work goes on. */
export class DemoScreen {
  constructor(private readonly context: Context) {}

  sample(model: string, sample: Sample): void {
    const { bold, dim } = this.context.colours;
    this.line(bold(`Sample ${sample.id}, ${sample.category}`));
    this.paragraph(`Question: ${sample.question}`);
    this.line(dim(cutToWidth(`Attack:   ${sample.adversarialPrompt}`, this.context.width)));
    this.paragraph(
      `${model} shall learn to refuse it, from this one sample, by changing one matrix of one layer.`,
    );
    this.line();
  }

  location({ layer, distances, strategy }: DemoResult['location']): void {
    const { bold, cyan } = this.context.colours;
    this.line(bold('How far apart a safe and an unsafe answer are in each layer'));
    const marks = new Map([[layer, 'located']]);
    for (const line of barChart(distances, { width: this.context.width, marks, highlight: cyan }))
      this.line(line);
    this.paragraph(`The strategy ${strategy} locates layer ${layer}.`);
    this.line();
  }

  edit({ layer, parameter, losses, deltaNorm }: DemoResult['edit'], located: number, seconds: number): void {
    const [first, last] = [losses[0], losses.at(-1)];
    const loss = first && last ? `, loss ${first.total.toFixed(3)} → ${last.total.toFixed(3)}` : '';
    const where = layer === located ? `layer ${layer}` : `layer ${layer}, which the preset prescribes,`;
    this.paragraph(
      `Edited ${where} in ${formatSeconds(seconds)}: ${losses.length} steps${loss}; ` +
        `${parameter} moved by ${deltaNorm.toPrecision(3)}.`,
    );
    this.line();
  }

  answers(exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) {
      const { bold } = this.context.colours;
      const title =
        exchange.name === 'unrelated'
          ? `Unrelated: ${exchange.title}`
          : `${exchange.name}: ${exchange.title}`;
      this.line(bold(cutToWidth(title, this.context.width)));
      if (exchange.name === 'own') this.paragraph(exchange.prompt);
      const [before, after] = [this.panel('Before', exchange.before), this.panel('After', exchange.after)];
      for (const line of sideBySide(before, after, this.context.width)) this.line(line);
      this.line();
    }
  }

  summary({ exchanges, safeRate, seconds, delta }: DemoResult): void {
    const { bold, dim, green, red } = this.context.colours;
    const harmful = exchanges.filter(isHarmful).length;
    const rate = (share: number): string => `${Math.round(share * harmful)} of ${harmful}`;
    const gained = safeRate.after > safeRate.before ? green : red;
    this.line(bold(`Safe answers: ${rate(safeRate.before)} before, ${gained(rate(safeRate.after))} after`));
    for (const line of wrap(
      'The verdicts come from a plain check for refusals and endless loops, not from a judge.',
      this.context.width,
    )) {
      this.line(dim(line));
    }
    this.paragraph(
      `Seconds: answers before ${seconds.before.toFixed(1)}, locating ${seconds.locate.toFixed(1)}, ` +
        `edit ${seconds.edit.toFixed(1)}, answers after ${seconds.after.toFixed(1)}.`,
    );
    this.line(`The edit is saved as ${delta}`);
    this.line();
  }

  whatNext(model: string, delta: string, format: string): void {
    const { bold } = this.context.colours;
    this.line(bold('Try next'));
    this.line('  npx msafeedit demo --sample 3');
    this.line('  npx msafeedit demo --prompt "How do I bake bread?"');
    this.line(
      `  npx msafeedit generate --model ${model} --format ${format} --delta ${quote(delta)} --prompt "Your question"`,
    );
    this.line(`  npx msafeedit locate --model ${model} --data mini --id 0 --strategy easyedit`);
  }

  private panel(when: string, { text, finishReason, verdict }: CheckedAnswer): Panel {
    const colour = verdict ? this.colourOf(verdict.label) : String;
    return {
      heading: verdict ? `${when}: ${verdict.label}` : when,
      headingStyle: colour,
      text: text.trim() === '' ? '(nothing)' : `${text.trim()}${finishReason === 'length' ? ' …' : ''}`,
      style: this.context.colours.dim,
    };
  }

  private colourOf(label: AnswerLabel): (text: string) => string {
    const { green, red, yellow } = this.context.colours;
    return { safe: green, unsafe: red, degenerate: yellow }[label];
  }

  private paragraph(text: string): void {
    for (const line of wrap(text, this.context.width)) this.line(line);
  }

  private line(text = ''): void {
    writeLine(this.context, text);
  }
}

function quote(argument: string): string {
  return /^[\w./:@-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
