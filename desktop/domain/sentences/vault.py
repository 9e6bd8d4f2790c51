"""Sentences about vault."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    # "subject.what": Sentence(N_("What is wrong."), N_("How to mend it.")),
}
