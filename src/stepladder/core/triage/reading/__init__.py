"""Reading text: phrases, denials and amounts, each with its place in the text as given."""

from stepladder.core.triage.reading.fold import Folded, fold
from stepladder.core.triage.reading.hits import Hit
from stepladder.core.triage.reading.money import MoneyHit, near, read_money
from stepladder.core.triage.reading.phrases import PhraseBook
from stepladder.core.triage.reading.reader import FieldMoney, Reader, Reading, RuleHit
from stepladder.core.triage.reading.sentences import ends_between, is_quoted, same_sentence, sentence_around
from stepladder.core.triage.reading.wording import PhraseEntry, PhraseFault, faults_of

__all__ = [
    "FieldMoney",
    "Folded",
    "Hit",
    "MoneyHit",
    "PhraseBook",
    "PhraseEntry",
    "PhraseFault",
    "Reader",
    "Reading",
    "RuleHit",
    "ends_between",
    "faults_of",
    "fold",
    "is_quoted",
    "near",
    "read_money",
    "same_sentence",
    "sentence_around",
]
