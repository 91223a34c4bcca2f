import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChatMessage } from '../../src/tokenizer/index.js';

/** What transformers gives for one tokenizer; made by tools/make_tokenizer_fixtures.py. */
export interface ReferenceCases {
  readonly size: number;
  readonly bos: number | null;
  readonly eos: number | null;
  readonly pad: number | null;
  readonly encoded: readonly {
    readonly text: string;
    /** Special-token strings are text; BOS and the like are added. */
    readonly ids: readonly number[];
    /** The same, nothing added. */
    readonly bare: readonly number[];
    /** Special-token strings are tokens. */
    readonly special: readonly number[];
    readonly decoded: string;
    readonly decodedWithSpecial: string;
  }[];
  readonly decoded: readonly {
    readonly ids: readonly number[];
    readonly text: string;
    readonly withSpecial: string;
  }[];
  readonly chats: readonly {
    readonly messages: readonly ChatMessage[];
    readonly addGenerationPrompt: boolean;
    readonly rendered: string;
    readonly ids: readonly number[];
  }[];
  /** Messages that hold special-token strings, and the ids where those are encoded as text, each for itself. */
  readonly forged: readonly {
    readonly messages: readonly ChatMessage[];
    readonly rendered: string;
    readonly sanitized: readonly number[];
  }[];
}

/** The path of a file or folder under test/fixtures. */
export function fixture(path: string): string {
  return fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
}

export function readFixture(path: string): unknown {
  return JSON.parse(readFileSync(fixture(path), 'utf8')) as unknown;
}

export function referenceCases(name: string): ReferenceCases {
  return readFixture(`tokenizer/${name}.cases.json`) as ReferenceCases;
}
