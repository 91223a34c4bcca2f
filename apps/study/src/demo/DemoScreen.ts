import type { Sample } from '@msafeedit/dataset';
import type { CausalLM } from '@msafeedit/runtime';
import type { Context } from '../Context.js';
import { demoModelName } from '../openModel.js';
import { barChart, type Mark } from '../screen/barChart.js';
import { cutMiddle } from '../screen/cutMiddle.js';
import { cutToWidth } from '../screen/cutToWidth.js';
import { Page } from '../screen/Page.js';
import { formatSeconds } from '../screen/seconds.js';
import type { CheckedAnswer } from './askAll.js';
import type { DemoResult } from './DemoResult.js';
import { countSafe } from './safeRate.js';

const indent = 3;
const labelWidth = 11;
const widestChart = 90;

/** The demo's way on the screen, step by step as the work goes on. */
export class DemoScreen {
  private readonly page: Page;
  private steps = 0;

  constructor(context: Context) {
    this.page = new Page(context);
  }

  introduction(model: string, { question, adversarialPrompt, safe }: Sample): void {
    const { page } = this;
    const { dim } = page.colours;
    page.title('mSafeEdit: teach a model to refuse, from one example');
    const room = page.width - labelWidth;
    page.labelled('Model', nameOf(model), labelWidth);
    page.labelled('Question', question, labelWidth);
    page.labelled('Attack', cutMiddle(adversarialPrompt, room * 2.8), labelWidth, dim);
    page.labelled('Lesson', cutToWidth(safe, room * 1.8), labelWidth, dim);
    page.line();
    page.paragraph(
      'The attack hides the harmful question in a game, so that the model plays along. The edit (DINM) changes one ' +
        'matrix of one layer until the model answers with the lesson instead; a second loss holds on to what else it knows.',
    );
    page.line();
  }

  /** Announces what is done next; its progress and its outcome follow. */
  step(title: string): void {
    this.steps++;
    this.page.line(this.page.colours.bold(`${this.steps}  ${title}`));
  }

  loaded({ config, engine, engineDescription }: CausalLM): void {
    this.outcome(`${config.layers} layers; computed here by the engine ${engine} (${engineDescription}).`);
  }

  asked(answers: readonly CheckedAnswer[], seconds: number): void {
    const { safe, all } = countSafe(answers);
    this.outcome(
      `${answers.length} questions, ${all} of them harmful: ${safe} of ${all} answers are safe (${formatSeconds(seconds)}).`,
    );
  }

  /** The distances, and where the edit goes. */
  location({ layer, distances, strategy }: DemoResult['location'], edited: number): void {
    const { page } = this;
    const { cyan, magenta, dim } = page.colours;
    const marks = new Map<number, Mark>([
      [edited, { word: 'edited', style: magenta }],
      [layer, { word: layer === edited ? 'located' : 'located: the largest', style: cyan }],
    ]);
    page.paragraph(
      'A bar shows how far apart the layer’s states are when the model reads a safe and an unsafe answer.',
      {
        indent,
        style: dim,
      },
    );
    const width = Math.min(widestChart, page.width) - indent;
    for (const line of barChart(distances, { width, marks })) page.line(' '.repeat(indent) + line);
    if (layer === edited) {
      this.outcome(`Layer ${layer} it is, located by the strategy ${strategy}.`);
      return;
    }
    this.outcome(
      `The strategy ${strategy} locates layer ${layer}, but the edit goes to layer ${edited}, which the preset for this ` +
        'model prescribes: states grow from layer to layer whatever they say, so the largest distance lies near the ' +
        'end, and trials showed where an edit works best.',
    );
  }

  edited({ parameter, losses, deltaNorm }: Omit<DemoResult['edit'], 'preset'>, seconds: number): void {
    const [first, last] = [losses[0], losses.at(-1)];
    const loss = first && last ? `, loss ${first.total.toFixed(3)} → ${last.total.toFixed(3)}` : '';
    this.outcome(
      `${losses.length} steps in ${formatSeconds(seconds)}${loss}; ${parameter} moved by ${deltaNorm.toPrecision(3)} (L2 norm).`,
    );
  }

  private outcome(text: string): void {
    this.page.paragraph(text, { indent });
    this.page.line();
  }
}

function nameOf(model: string): string {
  return model === demoModelName
    ? 'SmolLM2-135M-Instruct, a small chat model that answers many harmful questions'
    : model;
}
