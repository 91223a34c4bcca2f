import { KeptResults } from '@msafeedit/services';
import { verdictLabels, type Judge, type JudgeItem, type SeenPart, type Verdict } from './Judge.js';
import { omitKeys } from './omitKeys.js';

/** A verdict without the item that it was given on. */
export type KeptVerdict = Omit<Verdict, 'id'>;

const allParts: readonly SeenPart[] = ['question', 'prompt', 'answer', 'language', 'finishReason'];

/**
 * What a judge's verdict on an item is kept by: the judge's name and version, and what it sees of the item. Items that
 * look alike to the judge have the same key. It tells nothing of the texts: it is a hash.
 */
export function verdictKey(judge: Pick<Judge, 'name' | 'version' | 'sees'>, item: JudgeItem): string {
  const seen = (judge.sees ?? allParts).flatMap((part) => [part, item[part] ?? '']);
  return KeptResults.keyOf([judge.name, judge.version, ...seen]);
}

/**
 * Verdicts kept in a file, so that no answer is judged twice. It may hold those of many judges, and several processes
 * may use it at the same time. `unscored` is no verdict and never kept.
 */
export class VerdictStore {
  private constructor(private readonly kept: KeptResults<KeptVerdict>) {}

  /** @throws {ServiceError} `store`: the file can't be read or made */
  static async open(file: string): Promise<VerdictStore> {
    return new VerdictStore(await KeptResults.open(file, isKeptVerdict));
  }

  get file(): string {
    return this.kept.file;
  }

  get size(): number {
    return this.kept.size;
  }

  get(key: string): KeptVerdict | undefined {
    return this.kept.get(key);
  }

  has(key: string): boolean {
    return this.kept.has(key);
  }

  /**
   * Once this resolves, killing the process loses none of them.
   * @throws {ServiceError} `store`: it can't be written
   */
  async put(verdicts: Iterable<readonly [key: string, verdict: Verdict | KeptVerdict]>): Promise<void> {
    const scored = [...verdicts].filter(([, { label }]) => label !== 'unscored');
    if (scored.length > 0)
      await this.kept.put(
        scored.map(([key, verdict]) => [key, omitKeys<Partial<Verdict> & KeptVerdict, 'id'>(verdict, 'id')]),
      );
  }

  async close(): Promise<void> {
    await this.kept.close();
  }
}

function isKeptVerdict(value: unknown): value is KeptVerdict {
  if (typeof value !== 'object' || value === null) return false;
  const { label, judge, version } = value as Record<string, unknown>;
  return (
    verdictLabels.some((known) => known === label && known !== 'unscored') &&
    typeof judge === 'string' &&
    typeof version === 'string'
  );
}
