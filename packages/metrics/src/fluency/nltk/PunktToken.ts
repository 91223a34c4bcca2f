import type { PunktModel } from './punktModel.js';
import { wordButDigits } from './pythonCharacters.js';

const numeric = /^-?[.,]?\p{Nd}[\p{Nd},.-]*\.?$/u;
const initial = RegExp(`^[${wordButDigits}]\\.$`, 'u');

/** A token as Punkt sees it, with the guess that its form alone allows. */
export class PunktToken {
  /** Lower case, or `##number##`. */
  readonly type: string;
  readonly isInitial: boolean;
  readonly isEllipsis: boolean;
  endsSentence: boolean;
  isAbbreviation = false;

  constructor(
    readonly text: string,
    model: PunktModel,
  ) {
    const lower = text.toLowerCase();
    this.type = numeric.test(lower) ? '##number##' : lower;
    this.isInitial = initial.test(text);
    this.isEllipsis = /^\.\.+$/.test(text);
    this.endsSentence = text === '.' || text === '?' || text === '!';
    if (!this.endsSentence && text.endsWith('.') && !text.endsWith('..')) {
      const stem = text.slice(0, -1).toLowerCase();
      this.isAbbreviation =
        model.abbreviations.has(stem) || model.abbreviations.has(stem.slice(stem.lastIndexOf('-') + 1));
      this.endsSentence = !this.isAbbreviation;
    }
  }

  get typeWithoutPeriod(): string {
    return this.type.length > 1 && this.type.endsWith('.') ? this.type.slice(0, -1) : this.type;
  }

  /** As the model lists it: the period of a sentence's end is no part of the word. */
  get typeInModel(): string {
    return this.endsSentence ? this.typeWithoutPeriod : this.type;
  }

  get beginsUpper(): boolean {
    return /^\p{Uppercase}/u.test(this.text);
  }

  get beginsLower(): boolean {
    return /^\p{Lowercase}/u.test(this.text);
  }
}
