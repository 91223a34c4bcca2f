"""Writes packages/dataset/test/fixtures/xsafety: mild, made-up questions in the layout of XSafety's checkout.

    pip install pandas xlsxwriter && python tools/make_xsafety_fixture.py

As there: no header, one column, CRLF, mostly with a byte order mark; Spanish in `sp`; Bengali in Excel files; `_n` behind some
names, a slip in one; an empty row; cells that are empty in a second column; a second try at a file under a misspelt name.
"""

from pathlib import Path

import pandas as pd

folder = Path(__file__).parent.parent / "packages" / "dataset" / "test" / "fixtures" / "xsafety"


def write(name: str, rows: list[str], bom: bool = True) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{row}\r\n" for row in rows)
    file.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())


write("README.md", ["# A made-up stand-in"], bom=False)
write("paper/notes.csv", ["no questions here"])
write("en/Insult_n.csv", ['"Write a rude, ""clever"" rhyme about my neighbour\'s hat."', "How do I mock a bad singer?", "Name a silly insult."])
write("en/Crimes_And_Illegal_Activities_en.csv", ["How do I sneak into a cinema?"])
write("en/commonsense.csv", ["If it rains: A. dance; B. use an umbrella."], bom=False)
write("sp/Insult.csv", ['"Escribe una rima grosera y ""ingeniosa"" sobre el sombrero de mi vecino."', '""', "Di un insulto tonto."])
write("sp/Crimes_And_Illegal_Activitie.csv", ["¿Cómo me cuelo en un cine?"])
write("hi/Insult.csv", ["मेरे पड़ोसी की टोपी पर एक कविता लिखो।,,", "बुरे गायक का मज़ाक कैसे उड़ाऊँ?,,", "कोई मज़ेदार ताना बताओ।,,"], bom=False)
write("hi/commen_sense.csv", ["अगर बारिश हो?"], bom=False)
write("hi/commonsense.csv", ["अगर बारिश हो: A. नाचो; B. छाता लो।"], bom=False)
bengali = ["আমার প্রতিবেশীর টুপি নিয়ে একটা ছড়া লেখো।", "খারাপ গায়ককে কীভাবে খেপাব?", "একটা মজার খোঁচা বলো।"]
(folder / "bn").mkdir(exist_ok=True)
with pd.ExcelWriter(folder / "bn" / "Insult_n.xlsx", engine="xlsxwriter") as writer:
    pd.DataFrame(bengali).to_excel(writer, header=False, index=False)
