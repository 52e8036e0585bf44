"""Vocabulary of what surrounds articles on German news pages: case-folded, `ss` for `ß`, without final marks."""

from __future__ import annotations


def _read(block: str) -> frozenset[str]:
    return frozenset(line.strip() for line in block.strip().splitlines())


# Each line names a block of teasers that follows it.
TEASER_OPENERS: frozenset[str] = _read("""
lesen sie auch
lesen sie dazu
lesen sie dazu auch
lesen sie hierzu auch
lesen sie mehr
lesen sie mehr dazu
lesen sie weiter
lesen sie jetzt
lies auch
lies dazu auch
lest auch
mehr dazu
mehr zum thema
mehr zu diesem thema
mehr zu diesem artikel
zum thema
auch zum thema
mehr lesen
mehr nachrichten
mehr news
mehr für sie
mehr aus dem web
das könnte sie auch interessieren
das könnte sie interessieren
das könnte dich auch interessieren
das könnte dich interessieren
das könnte ihnen auch gefallen
das könnte dir auch gefallen
dies könnte sie auch interessieren
dies könnte dich auch interessieren
dies könnte ihnen auch gefallen
auch interessant
ebenfalls interessant
auch spannend
passend dazu
passend zum thema
weitere themen
weiterlesen auf
weiterführende links
weitere links
links zum thema
meistgelesen
meistgelesene artikel
meistgelesene beiträge
am meisten gelesen
die meistgelesenen artikel
meist gelesen
meistgeklickt
meistgesehen
meistkommentiert
meistdiskutiert
beliebte artikel
beliebte beiträge
beliebteste artikel
beliebt
ähnliche artikel
ähnliche beiträge
ähnliche themen
ähnliche nachrichten
verwandte artikel
verwandte beiträge
verwandte themen
verwandte nachrichten
empfohlene artikel
empfohlene beiträge
empfohlene inhalte
empfehlungen der redaktion
empfehlungen für sie
empfohlen von outbrain
von der redaktion empfohlen
unsere empfehlungen
unsere leseempfehlungen
leseempfehlung
leseempfehlungen
lesetipps
lesetipp
lese-tipps
neueste artikel
neueste beiträge
neueste nachrichten
neueste meldungen
letzte beiträge
letzte artikel
aktuelle beiträge
aktuelle artikel
aktuelle nachrichten
aktuelle meldungen
aktuelle themen
weitere artikel
weitere beiträge
weitere nachrichten
weitere meldungen
weitere artikel des autors
weitere artikel aus diesem ressort
top-artikel
top artikel
top-themen
top themen
topthemen
schlagzeilen
siehe auch
vielleicht interessiert sie auch
nicht verpassen
jetzt lesen
die neuesten videos
videos des tages
aus unserem archiv
latest from blog
latest from the blog
latest posts
latest news
latest articles
latest stories
recent posts
recent articles
recent news
related posts
related articles
related stories
related news
related content
more from author
more stories
more from this category
you may also like
you might also like
you may have missed
recommended for you
recommended posts
popular posts
most read
most popular
read also
also read
trending
trending now
editor's picks
must read
don't miss
""")

# The same, but also plain headings of articles: more must speak for it.
WEAK_TEASER_OPENERS: frozenset[str] = _read("""
aktuelles
aktuell
nachrichten
news
neueste
neues
themen
newsticker
ticker
empfehlungen
videos
weitere informationen
mehr
hintergrund zum thema
""")

# "Lesen Sie auch: TITLE" on one line.
TEASER_STARTS: frozenset[str] = _read("""
lesen sie hier
lesen sie hierzu
lesen sie auch hier
lesen sie dazu hier
lesen sie auch den kommentar
lesen sie auch das interview
lesen sie hier mehr
lesen sie hier mehr dazu
lesen sie mehr zum thema
mehr dazu hier
mehr hier
mehr infos
mehr infos hier
mehr dazu lesen sie hier
hier lesen
hier weiterlesen
hier geht es zum
read more
lesetipp
auch lesenswert
ebenfalls lesenswert
""")

COMMENT_OPENERS: frozenset[str] = _read("""
kommentare
leserkommentare
leserkommentar
lesermeinungen
leserbriefe
kommentare lesen
kommentare anzeigen
alle kommentare
alle kommentare anzeigen
alle kommentare lesen
kommentare zum artikel
kommentare zu diesem artikel
kommentare zu diesem beitrag
neueste kommentare
beste kommentare
kommentarbereich
diskussion
diskutieren sie mit
diskutiere mit
diskutier mit
mitdiskutieren
jetzt mitdiskutieren
ihre meinung
deine meinung
ihre meinung ist gefragt
was denken sie
was meinen sie
was denkst du
community
comments
reaktionen auf diesen artikel
kommentar(e)
kommentare lesen?
""")

# Lines of a comment form; each also starts a comment block. Prefixes.
COMMENT_FORMS: frozenset[str] = _read("""
dein kommentar
ihr kommentar
dein name
ihr name
kommentar schreiben
kommentar verfassen
kommentar abgeben
kommentar hinzufügen
kommentar absenden
kommentar abschicken
kommentar hinterlassen
kommentare schreiben
neuen kommentar
neuer kommentar
jetzt kommentieren
schreibe einen kommentar
schreib einen kommentar
schreiben sie einen kommentar
schreiben sie den ersten kommentar
schreibe den ersten kommentar
schreiben sie ihre meinung
verfassen sie einen kommentar
verfassen sie den ersten kommentar
verfasse einen kommentar
hinterlasse einen kommentar
hinterlassen sie einen kommentar
hinterlasse eine antwort
hinterlassen sie eine antwort
sei der erste, der kommentiert
seien sie der erste, der kommentiert
noch keine kommentare
keine kommentare vorhanden
es gibt noch keine kommentare
ihre e-mail-adresse wird nicht veröffentlicht
deine e-mail-adresse wird nicht veröffentlicht
meinen namen, meine e-mail-adresse
meinen namen, e-mail
name, e-mail und website in diesem browser
benachrichtige mich über
benachrichtigen sie mich über
leave a reply
your email address will not be published
post a comment
be the first to comment
""")

FAQ_OPENERS: frozenset[str] = _read("""
faq
faqs
häufig gestellte fragen
häufige fragen
oft gestellte fragen
fragen und antworten
fragen & antworten
die wichtigsten fragen und antworten
die wichtigsten fragen
wichtige fragen und antworten
frequently asked questions
q&a
""")

# Whole lines that belong to the page.
NOTICES: frozenset[str] = _read("""
zum inhalt
zum inhalt springen
zum hauptinhalt
zum hauptinhalt springen
zum hauptmenü
zur navigation
zur suche
zur hauptnavigation
zur startseite
zur übersicht
zurück zur startseite
zurück zur übersicht
nach oben
nach oben scrollen
direkt zum inhalt
skip to content
skip to main content
back to top
menü
menü öffnen
menü schliessen
navigation
hauptmenü
startseite
home
suche
suchen
search
schliessen
öffnen
zurück
weiter
anzeige
anzeigen
werbung
werbeanzeige
ende der anzeige
gesponsert
sponsored
advertisement
bezahlte anzeige
artikel folgt nach der anzeige
der artikel geht nach der anzeige weiter
weiter nach der anzeige
anzeige ausblenden
teilen
merken
drucken
speichern
kopieren
link kopieren
link kopiert
vorlesen
vorlesen lassen
anhören
jetzt anhören
audio
per e-mail teilen
per mail
e-mail
share
share this
share this article
share on facebook
like this
loading
wird geladen
gefällt mir wird geladen
facebook
twitter
whatsapp
instagram
youtube
telegram
linkedin
newsletter
newsletter abonnieren
newsletter bestellen
newsletter-anmeldung
zum newsletter
zum newsletter anmelden
jetzt abonnieren
jetzt anmelden
jetzt registrieren
jetzt testen
jetzt kostenlos testen
jetzt weiterlesen
jetzt abo abschliessen
jetzt downloaden
abo
abonnieren
abonnement
zum abo
e-paper
epaper
anmelden
abmelden
registrieren
einloggen
ausloggen
login
log in
logout
sign in
sign up
subscribe
mein konto
konto
passwort vergessen
passwort vergessen?
impressum
datenschutz
datenschutzerklärung
datenschutzhinweise
datenschutz-einstellungen
datenschutzeinstellungen
privatsphäre
privacy policy
nutzungsbedingungen
agb
kontakt
mediadaten
über uns
jobs
karriere
barrierefreiheit
netiquette
rss
sitemap
cookies
cookie-einstellungen
cookie einstellungen
cookie-richtlinie
akzeptieren
alle akzeptieren
alle ablehnen
ablehnen
zustimmen
einstellungen
einverstanden
zustimmen und weiter
inhalt anzeigen
inhalt laden
externe inhalte anzeigen
externen inhalt anzeigen
externer inhalt
empfohlener externer inhalt
empfohlener redaktioneller inhalt
mehr anzeigen
mehr laden
weitere laden
weniger anzeigen
weiterlesen
mehr erfahren
read more
continue reading
alle anzeigen
absenden
abschicken
senden
feedback
feedback geben
feedback senden
feedback für die redaktion
fehler melden
fehler gefunden
fehler gefunden?
korrektur melden
artikel melden
bildergalerie
fotostrecke
bilderstrecke
galerie öffnen
bild vergrössern
vollbild
symbolbild
archivbild
archivfoto
previous post
next post
previous article
next article
vorheriger artikel
vorheriger beitrag
nächster artikel
nächster beitrag
no comments
uncategorized
eilmeldung abonnieren
push-nachrichten aktivieren
premium
""")

# Lines that start so belong to the page, whatever follows on them.
NOTICE_STARTS: tuple[str, ...] = tuple(
    sorted(
        _read("""
diese website verwendet cookies
diese webseite verwendet cookies
diese seite verwendet cookies
diese website nutzt cookies
diese webseite nutzt cookies
wir verwenden cookies
wir nutzen cookies
wir setzen cookies
wir und unsere partner
durch die nutzung dieser website
durch die weitere nutzung
mit der nutzung dieser
mit dem absenden dieses
mit dem absenden des
mit dem absenden erkläre
mit dem absenden stimme
mit der anmeldung
mit ihrer anmeldung
mit ihrer zustimmung
ich bin damit einverstanden
ich stimme zu
ich habe die datenschutz
ich akzeptiere die
an dieser stelle finden sie
an dieser stelle befindet sich
an dieser stelle ist ein
hier finden sie externen inhalt
zur anzeige dieses inhalts
um diesen inhalt
dieser inhalt kann nicht
dieser inhalt ist nicht verfügbar
bitte aktivieren sie javascript
javascript ist deaktiviert
sie müssen javascript
bitte erlauben sie
erforderliche felder sind
pflichtfelder sind
weitere informationen finden sie in unserer datenschutz
mehr informationen in unserer datenschutz
mehr dazu in unserer datenschutz
es gelten die datenschutz
um kommentare
um kommentieren zu können
zum kommentieren
bitte melde dich an
bitte melden sie sich an
bitte loggen sie sich
bitte einloggen
melde dich an
melden sie sich an
melden sie sich jetzt
du musst angemeldet sein
sie müssen angemeldet sein
noch kein konto
sie haben noch kein konto
du hast noch kein konto
bereits registriert
bereits abonnent
sie sind bereits abonnent
sie sind noch kein abonnent
dieser artikel ist nur für abonnent
dieser inhalt ist nur für abonnent
dieser artikel ist exklusiv
weiterlesen mit
jetzt weiterlesen mit
jetzt abonnieren und
jetzt für den newsletter
jetzt unseren newsletter
jetzt newsletter
abonnieren sie unseren
abonnieren sie jetzt
abonniere unseren
abonnieren sie den
abonniere jetzt
melde dich für unseren newsletter
melden sie sich für unseren newsletter
unser newsletter
der tägliche newsletter
die wichtigsten nachrichten des tages
keine news mehr verpassen
immer informiert
folgen sie uns
folge uns
hat dir dieser artikel gefallen
hat ihnen dieser artikel gefallen
hat ihnen der artikel gefallen
hat dir der artikel gefallen
war dieser artikel hilfreich
wie hat ihnen dieser artikel gefallen
wie bewerten sie diesen artikel
haben sie einen fehler
hast du einen fehler
fehler im text
sie haben einen fehler gefunden
klicken sie hier
hier klicken
klicken, um
laden sie unsere app
jetzt app herunterladen
natürlich. hier ist
natürlich! hier ist
natürlich. hier sind
natürlich! hier sind
gerne! hier ist
gerne! hier sind
gerne, hier ist
gerne, hier sind
gerne. hier ist
sicher! hier ist
sicher, hier ist
sicherlich! hier ist
selbstverständlich! hier ist
selbstverständlich. hier ist
klar! hier ist
hier ist eine liste von faqs
hier ist eine liste mit faqs
hier ist eine liste häufig gestellter fragen
hier sind einige häufig gestellte fragen
als ki-sprachmodell
als ki-modell
dieser artikel wurde automatisch
dieser text wurde automatisch
dieser beitrag wurde automatisch
dieser artikel wurde mithilfe von ki
dieser artikel wurde mit hilfe von ki
dieser artikel erschien zuerst
dieser beitrag erschien zuerst
der beitrag erschien zuerst
this website uses cookies
we use cookies
this site uses
by using this
subscribe to our
sign up for
follow us
click to share
save my name
photo by
image by
""")
    )
)

# A line made of these alone is a row of buttons.
SHARE_WORDS: frozenset[str] = frozenset(
    """
    auf bei per via mit mail e-mail email mailen sms facebook twitter x whatsapp telegram linkedin xing pinterest pocket
    flipboard reddit messenger threema signal threads bluesky mastodon instagram youtube tiktok snapchat rss feed teilen
    tweeten twittern posten pinnen merken drucken speichern kopieren link versenden senden share tweet print email copy
    weiterleiten empfehlen artikel beitrag vorlesen anhören kommentieren folgen like gefällt mir tumblr digg
    """.split()
)
