/** A loop is a sequence of at most so many tokens … */
const longestPeriod = 32;
/** … that has come three times over: an answer whose last 96 tokens are that is certainly degenerate. */
const loopedTokens = 3 * longestPeriod;

/** Watches an answer's tokens for a loop. */
export class Repetition {
  private readonly recent: number[] = [];
  /** By period: how many tokens in a row equalled the one so far before them. */
  private readonly runs = new Uint32Array(longestPeriod + 1);

  /** @returns whether the last 96 tokens repeat a sequence of at most 32 */
  push(token: number): boolean {
    let loops = false;
    for (let period = 1; period <= longestPeriod; period++) {
      const before = this.recent.at(-period);
      this.runs[period] = before === token ? this.runs[period]! + 1 : 0;
      loops ||= this.runs[period]! + period >= loopedTokens;
    }
    this.recent.push(token);
    if (this.recent.length > longestPeriod) this.recent.shift();
    return loops;
  }
}
