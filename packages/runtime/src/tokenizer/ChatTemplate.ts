import { Environment, Interpreter, Template } from '@huggingface/jinja';
import { RuntimeError } from '../RuntimeError.js';
import { formatDate } from './formatDate.js';
import type { ChatMessage } from './Tokenizer.js';
import type { NamedTokens } from './TokenizerDefinition.js';
import { withinTime } from './withinTime.js';

const longestMs = 5_000;
/** A template that counts further means no good. */
const longestRange = 1_000_000;

// The package's type declarations don't resolve under Node's module rules, so the part that is used is written here.
const JinjaEnvironment = Environment as unknown as new () => { set(name: string, value: unknown): void };
const JinjaInterpreter = Interpreter as unknown as new (globals: object) => {
  run(program: unknown): { readonly value: string };
};

/** Thrown when a template calls `raise_exception`. */
class TemplateRefusal extends Error {}

/** A chat template (Jinja), given what transformers gives it. */
export class ChatTemplate {
  #program: unknown;

  constructor(
    private readonly source: string,
    private readonly named: NamedTokens,
  ) {}

  /**
   * The rendered text. Throws `RuntimeError('input')` where the template refuses the messages or fails, and
   * `RuntimeError('unsupported')` where it is no Jinja that can be read, or takes longer than five seconds.
   */
  render(messages: readonly ChatMessage[], addGenerationPrompt: boolean): string {
    // Read at the first use: a model whose template can't be read still works with raw prompts.
    this.#program ??= this.#parse();
    const environment = new JinjaEnvironment();
    const variables = { ...globals(), ...this.named, messages, tools: null, documents: null };
    for (const [name, value] of Object.entries(variables)) environment.set(name, value);
    environment.set('add_generation_prompt', addGenerationPrompt);
    try {
      return withinTime(
        'The model’s chat template',
        longestMs,
        () => new JinjaInterpreter(environment).run(this.#program).value,
      );
    } catch (cause) {
      if (RuntimeError.is(cause)) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RuntimeError(
        'input',
        cause instanceof TemplateRefusal
          ? `The model's chat template refuses these messages: ${reason}`
          : `The model's chat template failed on these messages: ${reason}. Change the messages, or use format raw.`,
        { cause },
      );
    }
  }

  #parse(): unknown {
    try {
      // Template sets trim_blocks and lstrip_blocks, as transformers does.
      return (new Template(this.source) as { readonly parsed: unknown }).parsed;
    } catch (cause) {
      throw new RuntimeError(
        'unsupported',
        `The model's chat template can't be read: ${cause instanceof Error ? cause.message : String(cause)}. Use format raw.`,
        { cause },
      );
    }
  }
}

/** What every template may call; @huggingface/jinja's own set names months in the machine's language. */
function globals(): Record<string, unknown> {
  const constants = { true: true, false: false, none: null, True: true, False: false, None: null };
  return {
    ...constants,
    range,
    raise_exception: (message: unknown) => {
      throw new TemplateRefusal(String(message));
    },
    strftime_now: (format: string) => formatDate(new Date(), format),
  };
}

/** Python's `range`. */
function range(startOrStop: number, stop?: number, step = 1): number[] {
  const start = stop === undefined ? 0 : startOrStop;
  const length = Math.max(0, Math.ceil(((stop ?? startOrStop) - start) / step));
  if (!(length <= longestRange)) throw new RangeError(`range() of ${length} numbers is too long`);
  return Array.from({ length }, (_, i) => start + i * step);
}
