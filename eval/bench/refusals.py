"""Whether free text says that the archive has no answer, for systems that have no word of their own for it."""

from __future__ import annotations

import re

from index.normalize import fold_letters
from rag.prompt import REFUSAL

_NOT_EN = r"(no|not|never|cannot|can ?t|couldn ?t|isn ?t|aren ?t|doesn ?t|don ?t|didn ?t|unable|insufficient)"

#: The usual wordings, as regular expressions over words in lower case without umlauts and punctuation. One anywhere
#: in the answer makes it a refusal, so that a system is given credit also where it goes on talking.
PHRASES = (
    r"nicht (\w+ ){0,2}(beantworte[nt]|beantwortbar)",
    r"(kann|konnte|koennen) (\w+ ){0,5}nicht (\w+ ){0,2}(sagen|finden|bestimmen|angeben)",
    r"(kein|keine|keinen|keinerlei|nicht genug|nicht genuegend|nicht ausreichend\w*) (\w+ ){0,3}"
    r"(information|angabe|hinweis|auskunft|aussage|detail|antwort)",
    r"(dazu|darueber|hierzu|davon) (\w+ ){0,2}(nichts|keine)",
    r"nicht (\w+ ){0,3}(erwaehnt|angegeben|genannt|enthalten|aufgefuehrt|bekannt|ersichtlich|zu entnehmen|hervor)",
    r"weiss (es |ich |das |wir ){0,2}nicht",
    r"(es )?tut mir leid",
    rf"{_NOT_EN} (\w+ ){{0,4}}(answer|determine|find|mention|specif|provid|state|contain|includ|given|know)",
    rf"{_NOT_EN} (\w+ ){{0,3}}(information|details?|evidence)",
    r"sorry",
)
_PHRASES = re.compile("|".join(rf"\b{phrase}" for phrase in PHRASES))


def says_no(text: str) -> bool:
    """Tell whether `text` refuses: it is empty, our own refusal, or says in a usual wording that nothing was found."""
    plain = " ".join(re.sub(r"[^\w]+", " ", fold_letters(text)).split())
    return not plain or fold_letters(REFUSAL.rstrip(".")) in plain or bool(_PHRASES.search(plain))
