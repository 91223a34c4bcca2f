/**
 * What chat templates and guards' prompts use to mark turns and parts. Servers read them in an answer's text, too, so
 * that an answer could end its own turn and write the guard's.
 */
const control =
  /<(?=\|)|<(?=\/?(?:s|bos|eos|pad|unk|image|start_of_turn|end_of_turn)>)|<(?=(?:BEGIN|END) (?:CONVERSATION|UNSAFE CONTENT CATEGORIES)>)|\[(?=\/?(?:INST|SYS)\])/gi;

/** The text with a space put into each control token, so that it is a few plain characters. */
export function withoutControlTokens(text: string): string {
  return text.replace(control, '$& ');
}
