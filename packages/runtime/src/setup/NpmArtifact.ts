/** A package tarball that npm fetches. */
export interface NpmArtifact {
  readonly title: string;
  /** npm's package spec, one exact version. */
  readonly spec: string;
  readonly fileName: string;
  readonly sha256: string;
}
