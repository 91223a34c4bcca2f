/** How long the rest of many parts takes, by those that have ended since the first call. Until the next one ends it counts down. */
export class TimeLeft {
  private first: Ending | undefined;
  private latest: Ending | undefined;

  /**
   * @param done parts that have ended
   * @param now milliseconds
   * @returns seconds; undefined before a part has ended
   */
  seconds(done: number, total: number, now = performance.now()): number | undefined {
    this.first ??= { done, at: now };
    if (done !== this.latest?.done) this.latest = { done, at: now };
    const ours = done - this.first.done;
    if (ours <= 0) return undefined;
    const each = (this.latest.at - this.first.at) / 1000 / ours;
    const sinceThen = (now - this.latest.at) / 1000;
    // The one that is under way may take longer than those before.
    return each * (total - done) - Math.min(each, sinceThen);
  }
}

interface Ending {
  readonly done: number;
  readonly at: number;
}
