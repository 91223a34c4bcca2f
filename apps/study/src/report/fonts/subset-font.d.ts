declare module 'subset-font' {
  /**
   * A font that holds no more than the glyphs that a text needs, and the rules that shape them.
   * @param font woff2, woff or TrueType
   */
  function subsetFont(
    font: Uint8Array,
    text: string,
    options: { readonly targetFormat: 'woff2' | 'truetype' },
  ): Promise<Uint8Array>;
  export = subsetFont;
}
