import { join } from 'node:path';

/** Under so many seconds a side, the first round is a warm-up and five are counted; else two, the first one too. */
const shortSeconds = 60;

/** What a case gets: the sides, the models, how much to do, and how to measure. */
export class Bench {
  #open = new Map();

  /**
   * @param start starts a side's process by name; @param names of the sides that there are;
   * @param hasEasyEdit whether their side has EasyEdit
   * @param models folders and files; @param scale how much to do; @param work a folder for results that are compared
   */
  constructor({ start, names, hasEasyEdit, models, scale, runs, work, say }) {
    Object.assign(this, { start, names, hasEasyEdit, models, scale, runs, work, say });
  }

  /** A side's long-lived process. */
  side(name) {
    if (!this.#open.has(name)) this.#open.set(name, this.start(name));
    return this.#open.get(name);
  }

  /** Does something with each side. */
  async each(run) {
    for (const name of this.names) await run(this.side(name), name);
  }

  /** Where a side puts numbers that are compared. */
  file(name) {
    return join(this.work, `${name}.f32`);
  }

  /**
   * Runs the sides in turn, ours first.
   * @param run (side's name) => what one run of it gives
   * @param check (ours, theirs) => how far the two agree, in words; throws Unequal
   * @param rows what is read from each run: `{ name, unit, value, atLeast | atMost }`, the target being a ratio
   * @param seconds of a run, for how many there are; default: the first row's value
   * @returns rows with all values of both sides; how far the two agree stands with the first
   */
  async measure({ run, check, rows, seconds = rows[0].value }) {
    const rounds = [];
    let agreement;
    const round = async () => {
      const results = {};
      for (const name of this.names) results[name] = await run(name);
      if (results.theirs && check) agreement = await check(results.ours, results.theirs);
      rounds.push(results);
      this.say(
        `  ${rows
          .map(
            ({ name, value, unit }) =>
              `${name}: ${Object.entries(results)
                .map(([side, result]) => `${side} ${show(value(result))} ${unit}`)
                .join(', ')}`,
          )
          .join('; ')}`,
      );
    };
    await round();
    const isShort = Object.values(rounds[0]).every((result) => seconds(result) < shortSeconds);
    if (isShort) rounds.length = 0;
    const runs = this.runs ?? (isShort ? 5 : 2);
    while (rounds.length < runs) await round();
    return rows.map(({ value, ...row }, index) => ({
      ...row,
      ...(index === 0 && agreement && { agreement }),
      ours: rounds.map(({ ours }) => value(ours)),
      ...(rounds[0].theirs && { theirs: rounds.map(({ theirs }) => value(theirs)) }),
    }));
  }

  stop() {
    for (const side of this.#open.values()) side.stop();
    this.#open.clear();
  }
}

const show = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
