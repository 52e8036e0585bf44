"""Strong verbs by one form: stems of "gewann" and "gewonnen" are no more alike than two other words'."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from index.keywords import stem_words

#: Infinitive, present, past and participle without prefix, of the verbs that news tell with.
_FORMS = """
beißen beißt biss gebissen | bergen birgt barg geborgen | bieten bietet bot geboten | bleiben bleibt blieb geblieben
brechen bricht brach gebrochen | brennen brennt brannte gebrannt | bringen bringt brachte gebracht
denken denkt dachte gedacht | dringen dringt drang gedrungen | essen isst aß gegessen | fahren fährt fuhr gefahren
fallen fällt fiel gefallen | fangen fängt fing gefangen | finden findet fand gefunden | fliegen fliegt flog geflogen
fliehen flieht floh geflohen | fließen fließt floss geflossen | geben gibt gab gegeben | gehen geht ging gegangen
gelten gilt galt gegolten | gießen gießt goss gegossen | graben gräbt grub gegraben | greifen greift griff gegriffen
halten hält hielt gehalten | heben hebt hob gehoben | helfen hilft half geholfen | kennen kennt kannte gekannt
kommen kommt kam gekommen | laden lädt lud geladen | lassen lässt ließ gelassen | laufen läuft lief gelaufen
leiden leidet litt gelitten | leihen leiht lieh geliehen | lesen liest las gelesen | liegen liegt lag gelegen
nehmen nimmt nahm genommen | nennen nennt nannte genannt | raten rät riet geraten | reißen reißt riss gerissen
reiten reitet ritt geritten | rennen rennt rannte gerannt | rufen ruft rief gerufen
scheiden scheidet schied geschieden
scheinen scheint schien geschienen | schieben schiebt schob geschoben | schießen schießt schoss geschossen
schlafen schläft schlief geschlafen | schlagen schlägt schlug geschlagen | schließen schließt schloss geschlossen
schneiden schneidet schnitt geschnitten | schreiben schreibt schrieb geschrieben
schreiten schreitet schritt geschritten
schweigen schweigt schwieg geschwiegen | schwimmen schwimmt schwamm geschwommen | sehen sieht sah gesehen
singen singt sang gesungen | sinken sinkt sank gesunken | sprechen spricht sprach gesprochen
springen springt sprang gesprungen | stehen steht stand gestanden | stehlen stiehlt stahl gestohlen
steigen steigt stieg gestiegen | sterben stirbt starb gestorben | stoßen stößt stieß gestoßen
streiten streitet stritt gestritten | tragen trägt trug getragen | treffen trifft traf getroffen
treiben treibt trieb getrieben | treten tritt trat getreten | trinken trinkt trank getrunken | tun tut tat getan
wachsen wächst wuchs gewachsen | weichen weicht wich gewichen | weisen weist wies gewiesen
wenden wendet wandte gewandt | werben wirbt warb geworben | werfen wirft warf geworfen | wiegen wiegt wog gewogen
wissen weiß wusste gewusst | ziehen zieht zog gezogen | zwingen zwingt zwang gezwungen
"""
#: Verbs that never stand without their prefix.
_PREFIXED = """
beginnen beginnt begann begonnen | empfehlen empfiehlt empfahl empfohlen | erlöschen erlischt erlosch erloschen
gelingen gelingt gelang gelungen | genießen genießt genoss genossen | geschehen geschieht geschah geschehen
gewinnen gewinnt gewann gewonnen | verderben verdirbt verdarb verdorben | vergessen vergisst vergaß vergessen
verlieren verliert verlor verloren | verschwinden verschwindet verschwand verschwunden
"""
_FIXED = ("be", "ent", "er", "ver", "zer", "über", "unter", "wider", "emp")
_LOOSE = (
    "ab an auf aus bei durch ein fest heraus hin los mit nach statt teil um vor weg weiter zu zurück zusammen".split()
)


def fold_verbs(terms: Iterable[str]) -> list[str]:
    """Return terms of the keyword index with those of strong verbs' forms put as their infinitive's."""
    table = _load_table()
    return [table.get(term, term) for term in terms]


@lru_cache(maxsize=1)
def _load_table() -> dict[str, str]:
    verbs = _read(_PREFIXED)
    for infinitive, present, past, participle in _read(_FORMS):
        bare = participle.removeprefix("ge")
        verbs.append([infinitive, present, past, participle])
        verbs += [[prefix + form for form in (infinitive, present, past, bare)] for prefix in _FIXED]
        verbs += [[prefix + form for form in (infinitive, present, past, participle)] for prefix in _LOOSE]
    # "schloss" and "schlossen" have stems of their own now and then.
    pairs = [(ending, verb[0]) for verb in verbs for form in verb[1:] for ending in (form, f"{form}en")]
    forms, infinitives = (stem_words(" ".join(words)) for words in zip(*pairs, strict=True))
    table: dict[str, str] = {}
    for form, infinitive in zip(forms, infinitives, strict=True):
        table.setdefault(form, infinitive)
    return table


def _read(forms: str) -> list[list[str]]:
    return [verb.split() for line in forms.strip().splitlines() for verb in line.split(" | ")]
