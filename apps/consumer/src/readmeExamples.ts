import { readFileSync } from 'node:fs';

/** A block of a README that runs. */
export interface Example {
  /** The package's folder and the block's place among its examples, such as `judges-2`; fit for a file's name. */
  readonly name: string;
  readonly code: string;
  /** Whether it is marked as one for browsers, too. */
  readonly browser: boolean;
  /** What it prints, where the README shows it. */
  readonly prints: string | undefined;
}

const block =
  /^```(?<language>\w+)(?<mark> \w+)?\n(?<code>[\s\S]*?)^```$(?:\s+^```text\n(?<prints>[\s\S]*?)^```$)?/gm;

/** The examples of a README in TypeScript, each with the block of text behind it, which is what it prints. */
export function codeExamples(readme: string, folder: string): Example[] {
  return [...readFileSync(readme, 'utf8').matchAll(block)]
    .filter(({ groups }) => groups!['language'] === 'ts')
    .map(({ groups }, index) => ({
      name: `${folder}-${index + 1}`,
      code: groups!['code']!,
      browser: groups!['mark'] === ' browser',
      prints: groups!['prints'],
    }));
}

/** The commands of a README that are marked as ones to run. */
export function commandExamples(readme: string): string[] {
  return [...readFileSync(readme, 'utf8').matchAll(block)]
    .filter(({ groups }) => groups!['language'] === 'sh' && groups!['mark'] === ' run')
    .map(({ groups }) => groups!['code']!);
}
