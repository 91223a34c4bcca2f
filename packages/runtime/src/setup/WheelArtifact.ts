/** A wheel that pip fetches. */
export interface WheelArtifact {
  /** What a person calls it, for progress and errors. */
  readonly title: string;
  /** pip's requirement, one exact version. */
  readonly requirement: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  /** pip arguments that choose this file whatever Python runs pip. */
  readonly pipTarget: readonly string[];
}

/** A wheel with libraries that another wheel's library looks for beside itself. */
export interface CompanionArtifact extends WheelArtifact {
  /** The folder in the wheel to unpack, such as `nvidia/cublas/`. */
  readonly folder: string;
}
