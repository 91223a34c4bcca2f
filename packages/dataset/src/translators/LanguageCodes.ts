import { ServiceError } from '@msafeedit/services';

/** A service's own language codes, by BCP 47 code. */
export class LanguageCodes {
  private readonly codes: ReadonlyMap<string, string>;

  /**
   * @param same codes that the service shares with BCP 47, separated by spaces
   * @param others those that it writes otherwise; a script other than the language's usual one has an entry of its own
   *   (`zh-Hant`)
   */
  constructor(
    private readonly service: string,
    same: string,
    others: Readonly<Record<string, string>> = {},
  ) {
    this.codes = new Map([
      ...same.split(' ').map((code) => [code, code] as const),
      ...Object.entries(others),
    ]);
  }

  /** The service's code for a language, or `undefined`; regions are passed over, scripts are not. */
  codeOf(language: string): string | undefined {
    const exact = this.codes.get(language);
    if (exact !== undefined) return exact;
    const { base, script, usualScript } = subtags(language);
    if (base === undefined) return undefined;
    return this.codes.get(`${base}-${script}`) ?? (script === usualScript ? this.codes.get(base) : undefined);
  }

  supports(from: string, to: string): boolean {
    const codes = [this.codeOf(from), this.codeOf(to)];
    return !codes.includes(undefined) && codes[0] !== codes[1];
  }

  /**
   * The service's codes for a pair.
   * @throws {ServiceError} `rejected`: it doesn't translate this pair
   */
  pair({ from, to }: { readonly from: string; readonly to: string }): {
    readonly from: string;
    readonly to: string;
  } {
    const [source, target] = [this.codeOf(from), this.codeOf(to)];
    const unknown = source === undefined ? from : target === undefined ? to : undefined;
    if (unknown !== undefined)
      throw new ServiceError(
        'rejected',
        this.service,
        `doesn't know the language ${JSON.stringify(unknown)}. It knows ${[...this.codes.keys()].join(', ')}.`,
      );
    if (source === target)
      throw new ServiceError(
        'rejected',
        this.service,
        `can't translate from ${from} into ${to}: they are the same.`,
      );
    return { from: source!, to: target! };
  }
}

function subtags(language: string): {
  base?: string;
  script?: string | undefined;
  usualScript?: string | undefined;
} {
  try {
    const { language: base, script } = new Intl.Locale(language).maximize();
    return { base, script, usualScript: new Intl.Locale(base).maximize().script };
  } catch {
    // No BCP 47 code.
    return {};
  }
}
