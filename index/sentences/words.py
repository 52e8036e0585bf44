"""Word lists of the German sentence splitter: abbreviations, months, words that open sentences."""

from __future__ import annotations

MONTHS: frozenset[str] = frozenset(
    "Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember "
    "Jan Jän Feb Mär Mrz Apr Jun Jul Aug Sep Sept Okt Nov Dez".split()
)

# Followed by a name or the rest of the phrase: never the last word of a sentence.
ABBREVIATIONS: frozenset[str] = frozenset(
    """
    Abb Abs Abschn Abt Anm Az Bd Bde Bez Bgm Bst Dipl Doz Dr Drs Fa Fr Frhr Frl Gebr Gesch Hl Hptm Hr Hrn Hrsg Ing Inh
    Insp Kfm Kl Lic Lt Maj Mag Med Mr Mrs Ms Nr Nrn Obb Oblt Obstlt PD Prof Red Sr St Stv Univ Verf Vers Vgl Ziff
    allg ao ass bearb bes betr bez bspw bzgl bzw ca cf ders dgl dt ehem eigtl einschl engl entspr erg ev evtl exkl frz
    geb gef geg gegr gegenüb gem gest gesch ggb ggf ggfs ggü griech habil hl hrsg i.d.R inkl insb insbes ital jur kath
    kgl lat lfd lic m.E max med mind min nachf nat niederl nördl o.g ordentl österr östl phil preuss prot prov rd rel
    rer resp röm russ s.o s.u schweiz sog soz span spez staatl städt stellv stv südl techn theol türk u.U u.zw ungar
    urspr v.a verh versch vgl vorm westl wiss z.B z.T z.Zt zit zw zzgl zzt
    """.split()
)

# Stands before a number, and is a word of its own otherwise: "Art. 5", but "dieser Art. Danach".
NUMBERED: frozenset[str] = frozenset(
    "Art Kap Tab Tel Fig Lit Rn Rz Par Pos Jan Jän Feb Mär Mrz Apr Jun Jul Aug Sep Sept Okt Nov Dez "
    "Mo Di Mi Do Sa So Zi".split()
)

# Can be the last word: the sentence ends if a word follows that opens sentences.
CLOSING_ABBREVIATIONS: frozenset[str] = frozenset(
    """
    Aufl Ausg Bl Chr Co Corp Ct Inc Jg Jh Jhd Jhdt Jhs Jr Jun Kop Ltd Min Mill Mio Mo Mrd Pers Pf Plc Rp Sek Sen Std
    Stck Stk Str Tsd al ct fol jr jun sen seq
    """.split()
)

# Ends a list, and mostly the sentence with it.
FINAL_ABBREVIATIONS: frozenset[str] = frozenset({"etc", "ff", "usf", "usw", "uvm", "u.v.m"})

# What precedes an ordinal: "der 3.", "zum 80.". (Lower case.)
DETERMINERS: frozenset[str] = frozenset(
    """
    am ans aufs beim bis das dem den der des die dieser diesem diesen ein eine einem einen einer eines fürs ihr ihre
    ihrem ihren ihrer im ins jeder jeden jede jedem jedes mein meinem meinen ob sein seine seinem seinen seiner seines
    unser unsere unserem vom zum zur übers unserer unseren dessen deren
    """.split()
)

# A number or letter after these is a cardinal: "Platz 3.", "Plan B.".
CARDINAL_NOUNS: frozenset[str] = frozenset(
    """
    Absatz Artikel Ausgabe Band Block Buchstabe Ecke Gleis Gruppe Halle Hepatitis Jahr Jahre Jahren Jahres Kapitel
    Klasse Linie Note Nummer Paragraf Paragraph Plan Platz Punkt Punkte Rang Raum Saal Seite Spalte Stufe Teil Tor Typ
    Variante Version Vitamin Zeile Ziffer Zimmer
    """.split()
)

# Capitalised, these open a sentence; none of them is a noun that an ordinal or a title would precede.
OPENERS: frozenset[str] = frozenset(
    """
    Ab Aber Alle Allein Allem Aller Allerdings Alles Als Also Am An Andere Andererseits Anders Angesichts Anhand Ans
    Anschließend Anschliessend Anstatt Auch Auf Aufgrund Aus Außer Ausser Außerdem Ausserdem Außerhalb Bei Beide
    Beides Beim Bereits Besonders Bis Bisher Bislang Da Dabei Dadurch Dafür Dagegen Daher Dahinter Damals Damit
    Danach Daneben Dann Daran Darauf Daraufhin Daraus Darin Darüber Darum Darunter Das Dass Dasselbe Davon Davor Dazu
    Deine Dem Demnach Demzufolge Den Denen Denn Dennoch Der Deren Derselbe Derweil Derzeit Des Deshalb Dessen
    Deswegen Die Dies Diese Diesem Diesen Dieser Dieses Dieselbe Doch Dort Drei Durch Eben Ebenfalls Ebenso Eigentlich
    Ein Eine Einem Einen Einer Einerseits Eines Einige Einigen Einmal Einst Entsprechend Er Erneut Erst Es Etwa Etwas
    Falls Fast Ferner Folglich Für Gegen Gegenüber Gemäß Gemäss Genau Gerade Gestern Gleich Gleichzeitig Hat Hatte
    Hätte Heute Hier Hierbei Hierfür Hierzu Hingegen Hinter Hinzu Ich Ihm Ihn Ihnen Ihr Ihre Ihrem Ihren Ihrer Im
    Immer Immerhin In Indem Infolge Infolgedessen Innerhalb Ins Insgesamt Inzwischen Irgendwann Ist Ja Jahrelang Je
    Jede Jedem Jeden Jeder Jedes Jedoch Jene Jener Jenes Jetzt Kann Kaum Kein Keine Keinem Keinen Keiner Könnte
    Könnten Künftig Laut Letztlich Man Manche Manchmal Mehr Mehrere Mein Meine Meist Meistens Mit Mittlerweile Morgen
    Muss Nach Nachdem Nachher Natürlich Neben Nein Nicht Nichts Nie Niemand Noch Nun Nur Ob Obgleich Obwohl Oder Oft
    Ohne Per Plötzlich Schließlich Schliesslich Schon Sechs Sehr Sein Seine Seinem Seinen Seiner Seit Seitdem Seither
    Selbst Sicher Sie Sieben Sind So Sobald Sodass Sogar Solange Solch Solche Solcher Soll Sollte Sollten Somit
    Sondern Sonst Soviel Soweit Sowie Sowohl Später Statt Stattdessen Trotz Trotzdem Über Überall Überdies Übrigens
    Um Und Ungeachtet Unklar Uns Unser Unsere Unter Unterdessen Viel Viele Vielen Vielleicht Vielmehr Vier Vom Von Vor
    Vorerst Vorher Vorläufig Wann War Waren Warum Was Weder Wegen Weil Weiter Weitere Weiterhin Weiters Welche Welcher
    Welches Wem Wen Wenig Wenige Weniger Wenn Wer Werden Weshalb Wie Wieder Wiederum Wieso Wir Wird Wo Wobei Wodurch
    Wofür Woher Wohin Womit Woran Wozu Während Wäre Würde Zahlreiche Zehn Zu Zudem Zuerst Zugleich Zuletzt Zum Zumal
    Zumindest Zunächst Zur Zurzeit Zusätzlich Zuvor Zwar Zwei Zweitens Zwischen Zwischenzeitlich Drittens Erstens
    Obschon Ebendeshalb Demgegenüber Nebst Bezüglich Hinsichtlich Zufolge Dafür Fortan Bald Kurz Davor Wohl Eher
    """.split()
)

# Capitalised within a sentence too.
POLITE_WORDS: frozenset[str] = frozenset("Ihm Ihnen Ihr Ihre Ihrem Ihren Ihrer Sie".split())

# A line of a paragraph, but no heading, ends with these; no particles of verbs ("Die Vorräte gehen aus").
HANGING_WORDS: frozenset[str] = frozenset(
    """
    als am ans beim dass dem den der des deren dessen die diese diesem diesen dieser dieses eine einem einen einer
    eines für gegen ihre ihrem ihren ihrer im in ins jede jedem jeden jeder keine keinem keinen keiner ob oder ohne
    seine seinem seinen seiner seit sowie trotz und vom von weil wenn zum zur zwischen
    """.split()
)
