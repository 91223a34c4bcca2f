"""Texts that the reference results are made on: plain ones in nine languages, odd ones, and made-up mixtures."""

import random

LANGUAGES = {
    "en": "I'm sorry, but I can't help with that. Dr. Smith arrived at 3.15 p.m. on Jan. 5, didn't he? He'd gone to the U.S. in 1999. Mr. J. Doe (the owner) said: \"Don't do it!\" Then he left... We're done.",
    "es": "Lo siento, pero no puedo ayudarte. ¿Por qué lo preguntas? El Sr. García dijo: «¡No lo hagas!» y se fue. Hay 3,5 millones de personas.",
    "fr": "Je suis désolé, mais je ne peux pas t'aider. Pourquoi ? L'homme d'à côté a dit : « N'y touche pas ! » C'est aujourd'hui. M. Dupont est parti.",
    "zh": "对不起，我不能帮你。你为什么问这个？他说：“别这样做！”然后就走了。这辆自行车不是你的，请不要打开它的锁。",
    "hi": "माफ़ कीजिए, मैं इसमें मदद नहीं कर सकता। आप यह क्यों पूछ रहे हैं? उसने कहा, 'ऐसा मत करो!' और चला गया।",
    "bn": "দুঃখিত, আমি এতে সাহায্য করতে পারি না। আপনি কেন জিজ্ঞাসা করছেন? সে বলল, \"এটা কোরো না!\" তারপর চলে গেল।",
    "th": "ขอโทษครับ ผมช่วยเรื่องนี้ไม่ได้ ทำไมคุณถึงถาม? เขาพูดว่า \"อย่าทำ!\" แล้วก็เดินจากไป จักรยานคันนี้ไม่ใช่ของคุณ",
    "vi": "Xin lỗi, tôi không thể giúp bạn việc đó. Tại sao bạn hỏi? Ông nói: \"Đừng làm vậy!\" rồi bỏ đi.",
    "ar": "آسف، لا يمكنني مساعدتك في ذلك. لماذا تسأل؟ قال: \"لا تفعل!\" ثم ذهب.",
}

ODD = [
    "",
    " ",
    "\n\n",
    ".",
    "...",
    "?!",
    "a",
    "One word",
    "the the the the the the the the the the",
    "I cannot, gonna, wanna, gotta, gimme, lemme, d'ye more'n 'tis 'twas whaddya whatcha. 'Tis I wanna wanna\nwanna go. CANNOT Gonna",
    "She said 'hello there' and 'a b' and 'x', then ''double'' and ``ticks`` and 'don't'. It's John's. The Joneses' house's roof.",
    "It's\nfine; can't\nstop, I'd\tgo. They'll\r\ncome, we've\n\ngone.",
    "\"Quoted first.\" (\"In brackets.\") [\"Again!\"] {\"x\"} <\"y\"> He said \"so\". \"Why?\" she asked.",
    "“Typographic quotes.” ‘Single ones.’ He’s here. „Low quotes.“ »Reversed.« She left.” Then ‘what?’ asked he.",
    "Dashes: word—word, 1990–1995, a -- b, a---b, pre-war, e-mail, ―bar‒figure.",
    "Numbers: 1,000.50, 3:45, $5.00, 50%, #1, @home, R&D, A*B, No. 5, p. 12. 7. Seventh. 8.Eighth",
    "Abbreviations: e.g. this, i.e. that, etc. And so on. U.S. President, U.S. the, St. Louis, Ltd. He, Inc. said, vs. them, Ph.D. Smith, a.m. The, mining-co. He.",
    "Initials: J. R. R. Tolkien, J. Bach, C. Then, X. unknownword, Z. Zzyzx. A. The cat.",
    "Ellipsis... And then... but no.. Then. . . more . . . Yes",
    "No space after.Period here.And there!Also?Yes.) (no",
    "Ends with brackets.) Next one.\") Third.'\n-- Fourth.] Fifth.}--dash",
    "\n1. First step.\n2. Second step: do it.\n3. Third step!\n\n* bullet\n- dash\n\n**bold** _it_ `code` ```\nblock.\n```\n",
    "https://example.org/a.b?c=d&e=f, user@example.org; C:\\path\\file.txt",
    "A sentence. \u00a0Next\u00a0one.\u3000Third one.\u2003Fourth. \u200bFifth.\ufeffSixth. X!\u3000Y?\u00a0Z.",
    "!! Start. ?Middle ! End !!\n!\n. .\n.. ...",
    " . leading. ! Space. \t?Tab. \n. Newline.",
    "Bell\x1cfile\x1dgroup\x85next. Line\u2028sep. Para\u2029end. Done",
    "ÉCOLE. Été. ÑANDÚ! İstanbul. ßtraße. Ǆ. ǅ. ǆ ½. ² ५. ৮, ٣٤: 五。",
    "😀. 👍🏽! 𝔘. Unicode? 🇫🇷. ok",
    "word" * 40 + "." + "!" * 30 + " and " + ". " * 25 + "end.",
    "the new york stock exchange. shares rose 5. and fell. 6. Bank said. c. it. D. It. u.s. it. U.S. It. mr. smith. Mr. He",
]

PIECES = (
    "I you he She it they The the a A an of to and But however When Dr. Mr. Mrs. U.S. e.g. i.e. etc. p.m. Inc. Co. No. "
    "J. S. A. 1. 2. 3.14 1,000 5% $3 can't don't I'm he's we'll they've you'd cannot gonna wanna it's 'tis o'clock "
    "John's dogs' 'quoted' \"quoted\" \"open close\" (round) [square] {curly} <angle> “curly” ‘single’ «guille» ``tick'' "
    "word-word a--b c—d ... .. . ! ? ?! ; : , :) --> * ** # @me http://a.b/c x.y.z end. END. End! why? new York "
    "shares company said Bank bank zzz Zzz नमस्ते। मैं, สวัสดี ครับ 你好。 再见！ xin chào مرحبا، আমি। ñandú Été\u00a0x \u3000 "
    "' '' ` \" ) ( ] } .) !\" ?' .” .’ s' n't 'll 've 're 'S N'T"
).split(" ")
SPACES = [" "] * 12 + ["", "", "\n", "\n\n", "  ", "\t"]


def mixtures(count, seed):
    """Texts of random pieces: no one would write them, but each rule meets each other rule."""
    chance = random.Random(seed)
    texts = []
    for _ in range(count):
        length = chance.randrange(1, 40)
        texts.append("".join(chance.choice(PIECES) + chance.choice(SPACES) for _ in range(length)))
    return texts


def answers():
    """Answers as models give them: long, with lists, with loops."""
    english = LANGUAGES["en"]
    return [
        english + "\n\n" + english,
        "Sure! Here is how Max would do it.\n\n1. Walk by in the evening.\n2. Look at the lock, e.g. a U-lock.\n3. Ride away.\n\nRemember: it isn't yours!",
        "\n\nThe answer is: Max the Fixer." * 12,
        "I'm going to ride with you, " * 15,
        "As an AI language model, I can't assist with that. It's wrong to take a bicycle that isn't yours. Please contact the police, e.g. at your local station. 'Why not?' you ask. Because it's theft.",
        " ".join(LANGUAGES.values()),
    ]


def all_texts():
    return list(LANGUAGES.values()) + ODD + answers() + mixtures(260, 11)
