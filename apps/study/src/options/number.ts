import { InvalidArgumentError } from 'commander';

export interface Range {
  readonly least?: number;
  readonly most?: number;
  /** The number must be larger than this. */
  readonly above?: number;
}

const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A parser for an option that takes a number. */
export function decimal(range: Range = {}): (text: string) => number {
  return (text) => {
    const value = decimalNumber.test(text) ? Number(text) : NaN;
    if (!Number.isFinite(value)) throw new InvalidArgumentError(`"${text}" is not a number.`);
    return within(value, range);
  };
}

/** A parser for an option that takes a whole number. */
export function integer(range: Range = {}): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value)) throw new InvalidArgumentError(`"${text}" is not a whole number.`);
    return within(value, range);
  };
}

function within(value: number, { least, most, above }: Range): number {
  if (least !== undefined && value < least) throw new InvalidArgumentError(`It must be at least ${least}.`);
  if (above !== undefined && value <= above)
    throw new InvalidArgumentError(`It must be larger than ${above}.`);
  if (most !== undefined && value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
  return value;
}
