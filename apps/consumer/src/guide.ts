import { readFileSync } from 'node:fs';

/** A page of the documentation, as a reader follows it. */
export interface Guide {
  /** All commands in their order, with what prepares for them. */
  readonly commands: string;
  /** All blocks of code, which are one program. */
  readonly program: string;
  /** What the page says that the program prints. */
  readonly prints: readonly string[];
  /** Why a block isn't run, one reason a block. */
  readonly notRun: readonly string[];
  /** How many blocks don't say what they are. */
  readonly unnamed: number;
}

const part =
  /^ *(?:<!-- not run: (?<reason>.*) -->$|<!-- save: (?<file>\S+) -->$|<!-- prepare\n(?<preparation>[\s\S]*?)-->$|```(?<language>\w*).*\n(?<block>[\s\S]*?)^ *```$)/gm;

/**
 * Reads a page. Blocks in `sh` are commands, those in `js` and `ts` parts of one program, and one in `text` behind a part of it is
 * what that prints. A comment `not run: …` before a block says why it is left out, `save: …` that it is the text of a file; a comment
 * `prepare` holds commands that stand in for what a reader brings.
 */
export function readGuide(file: string): Guide {
  const commands: string[] = [];
  const program: string[] = [];
  const prints: string[] = [];
  const notRun: string[] = [];
  let unnamed = 0;
  let reason: string | undefined;
  let saveAs: string | undefined;
  let previous: string | undefined;
  for (const { groups } of readFileSync(file, 'utf8').matchAll(part)) {
    const { preparation, language, block, file } = groups!;
    if (language === undefined && preparation === undefined) {
      reason = groups!['reason']; // of the block that follows
      saveAs = file;
      continue;
    }
    if (saveAs !== undefined) commands.push(`cat > ${saveAs} <<'END OF FILE'\n${block!}END OF FILE\n`);
    else if (preparation !== undefined) commands.push(preparation);
    else if (reason !== undefined) notRun.push(reason);
    else if (language === '') unnamed++;
    else if (language === 'sh') commands.push(block!);
    else if (isCode(language)) program.push(block!);
    else if (language === 'text' && isCode(previous)) prints.push(block!);
    reason = undefined;
    saveAs = undefined;
    previous = language;
  }
  return { commands: commands.join(''), program: program.join('\n'), prints, notRun, unnamed };
}

const isCode = (language: string | undefined): boolean => language === 'js' || language === 'ts';
