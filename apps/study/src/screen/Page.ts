import { writeLine, type Colours, type Context } from '../Context.js';
import { wrap } from './sideBySide.js';

type Style = (line: string) => string;

/** Longer lines are hard to read, however wide the screen is. */
const widest = 120;

/** Text for people on standard output, no wider than the screen. */
export class Page {
  readonly colours: Colours;
  readonly width: number;

  constructor(private readonly context: Context) {
    this.colours = context.colours;
    this.width = Math.min(context.width, widest);
  }

  /** A line as it is, however long: for what must stay whole, such as a command. */
  line(text = ''): void {
    writeLine(this.context, text);
  }

  /** Text in lines of equal style, `indent` columns from the left. */
  paragraph(text: string, { indent = 0, style = String }: { indent?: number; style?: Style } = {}): void {
    for (const line of wrap(text, this.width - indent)) this.line(' '.repeat(indent) + style(line));
  }

  /** A heading over the whole width. */
  title(text: string): void {
    this.line(this.colours.bold(text));
    this.line(this.colours.dim('─'.repeat(this.width)));
  }

  /** A word in a column of its own, and its text beside it. */
  labelled(label: string, text: string, labelWidth: number, style: Style = String): void {
    const [first, ...rest] = wrap(text, this.width - labelWidth);
    this.line(`${this.colours.bold(label.padEnd(labelWidth))}${style(first!)}`);
    for (const line of rest) this.line(' '.repeat(labelWidth) + style(line));
  }
}
