"""Word lists of the German sentence splitter: abbreviations, months, words that open sentences."""

from __future__ import annotations

MONTHS: frozenset[str] = frozenset(
    "Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember "
    "Jan Jän Feb Mär Mrz Apr Jun Jul Aug Sep Sept Okt Nov Dez".split()
)

# Followed by a name, a number or the rest of the phrase: never the last word of a sentence.
ABBREVIATIONS: frozenset[str] = frozenset(
    """
    abs abschn abt allg anm ao art ass bd bde bearb bes betr bez bgm bspw bzgl bzw ca cf d.h dgl dipl doz dr drs
    ehem eigtl einschl entspr erg ev evtl exkl fa fig fn fr frhr frl geb gebr gef geg gegr gem gen gesch gest ggf
    ggfs hl hptm hr hrn hrsg i.d.r inkl insb insbes ing jur kap kath kl lat lfd lic lt m.e mag maj max mag med
    mind min mr mrs ms nachf nat niederl nördl nr obb oblt ordentl österr östl pers pfr phil pol prof prov red reg
    rel rer resp rd röm s.a s.o s.u schweiz sen sog soz spez st staatl städt stellv südl tel techn theol u.zw urspr
    verf verh versch vgl vorm westl wiss z.b z.t z.zt zit zw zzgl abb bundesst ggü ggb lit
    """.split()
)

# Can be the last word: the sentence ends if a word follows that opens sentences.
CLOSING_ABBREVIATIONS: frozenset[str] = frozenset(
    """
    a.d a.m al aufl ausg bl chr co corp ct dez e.v etc f feb fed ff fol i.r inc jan jg jh jhd jhdt jr jun km/h
    kop ltd mio mo mill mrd nov o.ä okt p.a pf pl plc prot rp sek sep sept seq sr std stck str tsd tägl u.a u.ä u.v.m usf
    usw uvm vs vw z.h zit do fr mi sa so di aug apr mär jän jul bfr sfr
    """.split()
)

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
    Absatz Artikel Ausgabe Band Buchstabe Gruppe Hepatitis Jahr Jahre Jahren Jahres Kapitel Klasse Nummer Paragraf Paragraph Plan
    Platz Punkt Punkte Raum Rang Saal Seite Stufe Teil Tor Typ Variante Vitamin Ziffer Zimmer Block Gleis Linie Ecke
    Note Version Halle Spalte Zeile Variante
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
