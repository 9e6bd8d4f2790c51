"""The sentence and the mend of every problem code, one module for each subject."""

from __future__ import annotations

from desktop.domain.problems import Problem
from desktop.domain.sentences import (
    bundles,
    cells,
    certificates,
    checks,
    code_planning,
    code_states,
    collecting,
    command,
    custody,
    declared,
    endpoints,
    files,
    handing_out,
    handover,
    import_rows,
    imports,
    issuer_requests,
    journal,
    proofs,
    reorganisation,
    reports,
    statistics,
    stock,
    tokens,
    units,
    vault,
    verification,
)
from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import Text, Translate, said

_SUBJECTS = (
    bundles,
    cells,
    certificates,
    checks,
    code_planning,
    code_states,
    collecting,
    command,
    custody,
    declared,
    endpoints,
    files,
    handing_out,
    handover,
    import_rows,
    imports,
    issuer_requests,
    journal,
    proofs,
    reorganisation,
    reports,
    statistics,
    stock,
    tokens,
    units,
    vault,
    verification,
)

SENTENCES: dict[str, Sentence] = {
    code: sentence for subject in _SUBJECTS for code, sentence in subject.SENTENCES.items()
}


def message(problem: Problem, translate: Translate) -> str:
    """Say what is wrong, in the reader's language."""
    return said(Text(SENTENCES[problem.code].message, problem.values), translate)


def fix(problem: Problem, translate: Translate) -> str:
    """Say how to mend it, in the reader's language."""
    return said(Text(SENTENCES[problem.code].fix, problem.values), translate)


def fix_for_sender(problem: Problem, translate: Translate) -> str:
    """Say how to mend it to who sent the row: they have neither the folder nor the registers."""
    sentence = SENTENCES[problem.code]
    return said(Text(sentence.sender or sentence.fix, problem.values), translate)
