from unicodedata import combining

import pytest

from stepladder.core.triage.reading import fold

FOLDS = {  # claim: (given, folded)
    "case is folded": ("Charged TWICE", "charged twice"),
    "a Turkish capital I with a dot is an i": ("İPTAL", "iptal"),
    "an i with a loose dot is an i": ("i\u0307ptal", "iptal"),
    "a sharp s becomes two": ("Straße", "strasse"),
    "a ligature becomes its letters": ("oﬃce", "office"),
    "a final sigma is a sigma": ("ΛΟΓΟΣ λόγος", "λογοσ λόγοσ"),
    "accents stay": ("RÉSILIÉ", "résilié"),
    "a loose accent joins its letter": ("re\u0301silie\u0301", "résilié"),
    "typographic apostrophes are straight": ("don’t don‘t don´t don`t donʼt", "don't don't don't don't don't"),
    "typographic quotes are straight": ("“a” „b“ «c»", '"a" "b" "c"'),
    "a hyphen that does not break is a hyphen": ("break\u2011in", "break-in"),
    "a dash stays": ("no – yes", "no – yes"),
    "full-width forms are plain": ("\uff32\uff45\uff46\uff55\uff4e\uff44\uff01", "refund!"),
    "a space that does not break is a space": ("charged\u00a0twice", "charged twice"),
    "spaces run together": ("charged  \t twice", "charged twice"),
    "line ends are spaces": ("charged\r\ntwice", "charged twice"),
    "characters nobody sees are dropped": ("char\u200bged\u00ad twi\u2060ce", "charged twice"),
    "a run of spaces goes on over one": ("charged \u200b twice", "charged twice"),
    "marks of direction are dropped": ("\u200fשלום\u200e", "שלום"),
    "half a surrogate pair is replaced": ("a\ud800b", "a\ufffdb"),
    "nothing stays nothing": ("", ""),
    "what nobody sees is nothing": ("\u200b\u200d", ""),
}


@pytest.mark.parametrize(("given", "folded"), FOLDS.values(), ids=FOLDS)
def test_fold(given: str, folded: str) -> None:
    assert fold(given).text == folded


WAYS_BACK = {  # claim: (given, folded needle, what stands there in the text given)
    "plain text is where it was": ("I was charged twice", "charged", "charged"),
    "behind a letter that grew": ("Straße: charged", "charged", "charged"),
    "one half of a letter that grew is the whole letter": ("aßb", "s", "ß"),
    "a ligature in a word": ("the oﬃce is shut", "office", "oﬃce"),
    "behind a letter that changed its bytes only": ("İİİ charged", "charged", "charged"),
    "a joined accent keeps both code points": ("je re\u0301silie", "résilie", "re\u0301silie"),
    "behind a joined accent": ("re\u0301silie vite", "vite", "vite"),
    "a dropped character inside is part of it": ("my ref\u200bund now", "refund", "ref\u200bund"),
    "a dropped character beside is not": ("my \u200brefund\u200b now", "refund", "refund"),
    "a run of spaces inside is part of it": ("charged \r\n  twice!", "charged twice", "charged \r\n  twice"),
    "behind a run of spaces": ("a  b   charged", "charged", "charged"),
    "behind a tower of accents": ("z" + "\u0301" * 40 + " charged", "charged", "charged"),
    "in writing from right to left": ("לא  שילמתי “charged” ₪", "charged", "charged"),
    "behind an emoji of several code points": ("👩\u200d💻\ufe0f charged", "charged", "charged"),
    "at the very end": ("ß  charged", "charged", "charged"),
}


@pytest.mark.parametrize(("given", "needle", "shown"), WAYS_BACK.values(), ids=WAYS_BACK)
def test_the_way_back(given: str, needle: str, shown: str) -> None:
    folded = fold(given)
    start = folded.text.index(needle)
    begin, end = folded.span(start, start + len(needle))
    assert given[begin:end] == shown


def test_every_code_point_folds_to_text_of_its_own_and_back_to_its_place() -> None:
    # In blocks of one script, so that one odd code point does not hide the way of the others.
    for block in range(0, 0x3000, 0x40):
        given = "x".join(map(chr, range(block, block + 0x40)))
        folded = fold(given)
        for place in range(len(folded.text)):
            begin, end = folded.span(place, place + 1)
            assert 0 <= begin < end <= len(given)
            assert folded.text[place] in fold(given[begin:end]).text or combining(given[end - 1])


def test_a_tower_of_accents_stays_in_one_piece() -> None:
    folded = fold("charged" + "\u0323\u0301" * 5_000)
    assert folded.text.startswith("charge")
    assert folded.span(0, len(folded.text)) == (0, 10_007)
