import type * as path from 'node:path';
import { KeptResults, nodeModule } from '@msafeedit/services';
import type { Translation, Translator } from '../translators/Translator.js';

/** A translation with the time it was made, ISO 8601 in UTC. */
export type KeptTranslation = Translation & { readonly at: string };

/**
 * The translations of one translator for one pair of languages, kept in a folder so that nothing is paid for twice: by
 * text, pair, the translator's name and its version.
 */
export class TranslationCache {
  private constructor(
    private readonly kept: KeptResults<KeptTranslation>,
    private readonly keyParts: readonly string[],
  ) {}

  /** @throws {ServiceError} `store`: the folder can't be read or written */
  static async open(
    folder: string,
    translator: Translator,
    from: string,
    to: string,
  ): Promise<TranslationCache> {
    const paths = nodeModule<typeof path>('node:path');
    const file = paths.join(folder, `${fileName(translator.name)}.${fileName(from)}-${fileName(to)}.jsonl`);
    const kept = await KeptResults.open(file, isKeptTranslation);
    return new TranslationCache(kept, [translator.name, translator.version, from, to]);
  }

  get(text: string): KeptTranslation | undefined {
    return this.kept.get(this.keyOf(text));
  }

  /** Once this resolves, killing the process loses none of them. */
  async put(translations: Iterable<readonly [string, KeptTranslation]>): Promise<void> {
    await this.kept.put([...translations].map(([text, translation]) => [this.keyOf(text), translation]));
  }

  async close(): Promise<void> {
    await this.kept.close();
  }

  private keyOf(text: string): string {
    return KeptResults.keyOf([...this.keyParts, text]);
  }
}

function isKeptTranslation(value: unknown): value is KeptTranslation {
  if (typeof value !== 'object' || value === null) return false;
  const { text, refused, at } = value as Record<string, unknown>;
  return typeof at === 'string' && (typeof text === 'string' || typeof refused === 'string');
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, '_');
}
