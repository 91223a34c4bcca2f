/** One thing that was looked at, for `msafeedit doctor`. */
export interface SetupCheck {
  readonly name: string;
  readonly status: 'ok' | 'missing' | 'warning';
  /** What was found. */
  readonly detail: string;
  /** What to do about it, where something is to be done. */
  readonly fix?: string;
}
