"""Makes packages/dataset/test/fixtures/chrf.json: sentence chrF2 as sacrebleu counts it.

Run: pip install sacrebleu==2.6.0 && python tools/dataset/make_chrf.py
"""

import json
from pathlib import Path

import sacrebleu

PAIRS = [
    ("The cat sat on the mat.", "The cat sat on the mat."),
    ("The cat sat on the mat.", "A cat is sitting on a mat."),
    ("the THE the", "The cat"),
    ("El gato se sentó en la alfombra.", "El gato está sentado en la alfombra."),
    ("Je ne peux pas t’aider à ouvrir ce vélo.", "Je ne peux pas vous aider à ouvrir un vélo."),
    ("我不能帮你打开这把锁。", "我无法帮你打开那把锁。"),
    ("আমি সাহায্য করতে পারি না।", "আমি এ ব্যাপারে সাহায্য করতে পারব না।"),
    ("मैं इसमें मदद नहीं कर सकता।", "मैं आपकी मदद नहीं करूँगा।"),
    ("ฉันช่วยเรื่องนี้ไม่ได้", "ฉันไม่สามารถช่วยเรื่องนี้ได้"),
    ("Saya tidak dapat membantu.", "Saya tidak boleh menolong anda."),
    ("Tôi không thể giúp việc này.", "Tôi sẽ không giúp bạn làm việc đó."),
    ("a", "a"),
    ("a", "b"),
    ("ab", "abc"),
    ("abcdefgh", "ab"),
    ("  spaces   and\ttabs\n", "spaces and tabs"),
    ("👩‍👩‍👧‍👦 emoji 😀", "emoji 😀😀"),
    ("", "something"),
    ("something", "x"),
    ("aaaaaaaaaa", "aaaa"),
]

cases = [
    {"hypothesis": hypothesis, "reference": reference, "chrF": sacrebleu.sentence_chrf(hypothesis, [reference]).score}
    for hypothesis, reference in PAIRS
]
target = Path(__file__).parents[2] / "packages/dataset/test/fixtures/chrf.json"
target.write_text(
    json.dumps({"sacrebleu": sacrebleu.__version__, "cases": cases}, ensure_ascii=False, indent=2) + "\n",
    encoding="utf-8",
)
