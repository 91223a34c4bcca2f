/** What set-up is doing now. */
export interface SetupEvent {
  /** A short sentence fit for a screen, such as 'Download TensorFlow 2.21.0'. */
  readonly step: string;
  /** How much of this step is done, 0 to 1, where that is known. */
  readonly fraction?: number;
  /** More about the step, such as '120 of 274 MB'. */
  readonly detail?: string;
}

/** Options that every set-up function takes. */
export interface SetupOptions {
  /** Told when a step begins and while it advances. */
  readonly onProgress?: (event: SetupEvent) => void;
  /** Stops the set-up: its child processes are ended, and nothing half-done is left. */
  readonly signal?: AbortSignal;
}
