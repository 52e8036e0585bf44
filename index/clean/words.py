"""Vocabulary of what surrounds articles on German news pages: case-folded, `ss` for `ß`, without final marks."""

from __future__ import annotations


def _read(block: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in block.split("|"))


# Each line names a block of teasers that follows it.
TEASER_OPENERS: frozenset[str] = _read(
    """
    aktuelle artikel | aktuelle beiträge | aktuelle meldungen | aktuelle nachrichten | aktuelle themen | also
    read | am meisten gelesen | andere lasen auch | auch interessant | auch spannend | auch zum thema | aus dem
    ressort | aus der redaktion | aus unserem archiv | ausserdem interessant | beliebt | beliebte artikel |
    beliebte beiträge | beliebteste artikel | beliebteste beiträge | das interessiert andere leser | das könnte
    dich auch interessieren | das könnte dich interessieren | das könnte dir auch gefallen | das könnte ihnen
    auch gefallen | das könnte sie auch interessieren | das könnte sie auch noch interessieren | das könnte sie
    interessieren | das wird gerade gelesen | die meistgelesenen artikel | die neuesten artikel | die neuesten
    meldungen | die neuesten videos | dies könnte dich auch interessieren | dies könnte ihnen auch gefallen |
    dies könnte sie auch interessieren | diese artikel könnten sie auch interessieren | diese themen könnten sie
    interessieren | don't miss | ebenfalls interessant | editor's picks | empfehlungen der redaktion |
    empfehlungen für dich | empfehlungen für sie | empfohlen | empfohlen von outbrain | empfohlene artikel |
    empfohlene beiträge | empfohlene inhalte | für dich empfohlen | für sie empfohlen | ihnen könnte auch
    gefallen | interessante artikel | jetzt lesen | latest | latest articles | latest from blog | latest from
    the blog | latest news | latest posts | latest stories | lese-tipps | leseempfehlung | leseempfehlungen |
    lesen sie auch | lesen sie ausserdem | lesen sie dazu | lesen sie dazu auch | lesen sie hierzu auch | lesen
    sie jetzt | lesen sie mehr | lesen sie mehr dazu | lesen sie weiter | lesenswert | leser interessierten sich
    auch für | lesetipp | lesetipps | lest auch | letzte artikel | letzte beiträge | lies auch | lies dazu auch
    | links zum thema | mehr artikel | mehr aus dem ressort | mehr aus dem web | mehr aus diesem ressort | mehr
    beiträge | mehr berichte | mehr dazu | mehr für sie | mehr lesen | mehr lesen über | mehr nachrichten | mehr
    news | mehr von uns | mehr zu diesem artikel | mehr zu diesem thema | mehr zum autor | mehr zum thema | mehr
    über | meist gelesen | meistdiskutiert | meistgeklickt | meistgelesen | meistgelesene artikel |
    meistgelesene beiträge | meistgelesene nachrichten | meistgelesene news | meistgesehen | meistkommentiert |
    more from author | more from this category | more stories | most popular | most read | must read | neueste
    artikel | neueste beiträge | neueste meldungen | neueste nachrichten | neuste artikel | neuste beiträge |
    neuste meldungen | neuste nachrichten | news feed | nicht verpassen | passend dazu | passend zum thema |
    popular posts | promoted content | read also | recent articles | recent news | recent posts | recommended
    for you | recommended posts | related | related articles | related content | related news | related posts |
    related stories | schlagzeilen | siehe auch | sponsored content | top artikel | top news | top themen |
    top-artikel | top-news | top-themen | topnews | topthemen | trending | trending now | ungelesene nachrichten
    | unsere empfehlung | unsere empfehlungen | unsere leseempfehlungen | unsere lesetipps | verwandte artikel |
    verwandte beiträge | verwandte nachrichten | verwandte themen | videos des tages | vielleicht interessiert
    sie auch | von der redaktion empfohlen | weitere artikel | weitere artikel aus diesem ressort | weitere
    artikel des autors | weitere beiträge | weitere berichte | weitere links | weitere meldungen | weitere
    nachrichten | weitere themen | weiterführende artikel | weiterführende links | weiterlesen auf | you may
    also like | you may have missed | you might also like | zum thema | zum weiterlesen | ähnliche artikel |
    ähnliche beiträge | ähnliche nachrichten | ähnliche themen | ähnliches
    """
)

# The same, but also plain headings of articles: more must speak for it.
WEAK_TEASER_OPENERS: frozenset[str] = _read(
    """
    aktuell | aktuelles | dossier | empfehlungen | highlights | hintergrund zum thema | mehr | meldungen |
    nachrichten | neues | neueste | news | newsticker | themen | ticker | videos | weitere informationen |
    weiterführende informationen
    """
)

# A link to another article, complete in itself.
TEASER_LINES: frozenset[str] = _read(
    """
    alle artikel zum thema | alle meldungen | alle news im überblick | den ganzen artikel lesen | den
    vollständigen artikel lesen | ganzen artikel lesen | hier lesen sie mehr | hier lesen sie mehr dazu | hier
    weiterlesen | lesen sie hier mehr | lesen sie hier mehr dazu | mehr dazu hier | mehr dazu lesen sie hier |
    mehr infos hier | mehr zum thema hier | vollständigen artikel lesen | weiter lesen | zum artikel | zum
    dossier | zum ganzen artikel | zum live-ticker | zum liveticker | zum newsticker | zum originalartikel | zum
    video | zur bildergalerie | zur bilderstrecke | zur themenseite
    """
)

# Before a colon and a title: "Lesetipp: TITLE" is a teaser line.
TEASER_STARTS: frozenset[str] = _read(
    """
    auch lesenswert | den ganzen artikel lesen | den vollständigen artikel lesen | ebenfalls lesenswert | hier
    geht es zum | hier lesen | hier weiterlesen | hier zum artikel | hören sie auch | interview zum thema |
    kommentar zum thema | lesen sie auch das interview | lesen sie auch den kommentar | lesen sie auch hier |
    lesen sie auch unsere analyse | lesen sie dazu hier | lesen sie hier | lesen sie hier mehr | lesen sie hier
    mehr dazu | lesen sie hierzu | lesen sie mehr zum thema | lesen sie unseren kommentar | lesetipp | mehr dazu
    hier | mehr dazu lesen sie hier | mehr hier | mehr infos | mehr infos hier | mehr zum thema hier | podcast
    zum thema | read more | schauen sie auch | sehen sie auch | video zum thema | zum artikel
    """
)

# The title of another article is the next line.
NEIGHBOURS: frozenset[str] = _read(
    """
    next article | next post | nächste meldung | nächster artikel | nächster beitrag | previous article |
    previous post | vorherige meldung | vorheriger artikel | vorheriger beitrag | voriger artikel | voriger
    beitrag
    """
)

# Readers' comments follow, or a link to them.
COMMENT_OPENERS: frozenset[str] = _read(
    """
    alle kommentare | alle kommentare anzeigen | alle kommentare lesen | beiträge der leser | beste kommentare |
    comment | comments | deine meinung | die besten kommentare | diskussion | diskussion zum artikel | diskutier
    mit | diskutiere mit | diskutieren sie mit | ihre meinung | ihre meinung ist gefragt | jetzt mitdiskutieren
    | kommentar(e) | kommentar(e) zum artikel | kommentarbereich | kommentare | kommentare & diskussion |
    kommentare anzeigen | kommentare lesen | kommentare lesen? | kommentare und diskussion | kommentare zu
    diesem artikel | kommentare zu diesem beitrag | kommentare zum artikel | leserbriefe | leserforum |
    leserkommentar | leserkommentare | lesermeinungen | leserpost | leserreaktionen | leserstimmen |
    mitdiskutieren | neueste kommentare | nutzerkommentare | reaktionen auf diesen artikel | top-kommentare |
    user-kommentare | was denken sie | was denkst du | was meinen sie | wichtigste kommentare
    """
)

# Whole lines of a comment form.
COMMENT_FORMS: frozenset[str] = _read(
    """
    add a comment | antworten abbrechen | cancel reply | dein kommentar | dein name | deine meinung ist gefragt
    | deine meinung ist uns wichtig | deine meinung zählt | ihr kommentar | ihr name | ihre meinung ist uns
    wichtig | ihre meinung zählt | jetzt kommentieren | keine kommentare | keine kommentare vorhanden |
    kommentar abgeben | kommentar abschicken | kommentar absenden | kommentar hinterlassen | kommentar
    hinzufügen | kommentar posten | kommentar schreiben | kommentar verfassen | kommentare geschlossen |
    kommentare schreiben | kommentare sind geschlossen | kommentarfunktion geschlossen | kommentieren |
    kommentieren & mitreden | kommentieren sie diesen artikel | leave a comment | leave a reply | mitreden |
    neuer kommentar | noch keine kommentare | post a comment | post comment | submit comment
    """
)

# Lines of a comment form start so.
COMMENT_FORM_STARTS: tuple[str, ...] = tuple(
    sorted(
        _read(
            """
    be the first to comment | benachrichtige mich über | benachrichtigen sie mich über | comments are closed |
    deine e-mail-adresse wird nicht veröffentlicht | deine meinung zu diesem | der kommentarbereich ist | die
    kommentare im forum | die kommentare sind | die kommentarfunktion | diskutieren sie über diesen | es gibt
    noch keine kommentare | hinterlasse eine antwort | hinterlasse einen kommentar | hinterlassen sie eine
    antwort | hinterlassen sie einen kommentar | ihre e-mail-adresse wird nicht veröffentlicht | ihre meinung zu
    diesem | kommentare geben nicht | kommentare sind derzeit | kommentare sind für diesen | kommentieren sie
    als erste | meinen namen, e-mail | meinen namen, meine e-mail-adresse | name, e-mail und website in diesem
    browser | neuen kommentar hinzufügen | neuen kommentar schreiben | no comments yet | required fields are
    marked | sag uns deine meinung | sagen sie uns ihre meinung | save my name, email | schreib einen kommentar
    | schreibe den ersten kommentar | schreibe einen kommentar | schreiben sie den ersten kommentar | schreiben
    sie einen kommentar | schreiben sie ihre meinung | schreiben sie uns ihre meinung | sei der erste, der
    kommentiert | seien sie der erste, der kommentiert | sie wollen diesen artikel kommentieren | verfasse einen
    kommentar | verfassen sie den ersten kommentar | verfassen sie einen kommentar | your email address will not
    be published
            """
        )
    )
)

# Questions with answers follow.
FAQ_OPENERS: frozenset[str] = _read(
    """
    faq – häufig gestellte fragen | faq: häufig gestellte fragen | frequently asked questions | gut zu wissen:
    fragen und antworten | oft gefragt | q & a | q&a
    """
)

# Whole lines that belong to the page.
NOTICES: frozenset[str] = _read(
    """
    ablehnen | abmelden | abo | abo+ | abonnement | abonnieren | about us | abschicken | absenden |
    advertisement | agb | akzeptieren | alle ablehnen | alle akzeptieren | alle anzeigen | alle rubriken | als
    e-mail senden | als pdf | anhören | anmelden | anzeige | anzeige ausblenden | anzeigen | app laden |
    archivbild | archivfoto | artikel anhören | artikel folgt nach der anzeige | artikel melden | artikel merken
    | artikel vorlesen | artikel zum hören | audio | audio abspielen | auf die merkliste | auf dieser seite |
    ausloggen | auswahl speichern | autor | autor folgen | autorin | back to top | barrierefreiheit | beitrag
    merken | benachrichtigungen | benachrichtigungen aktivieren | benutzername | bewerten | bewertung | bezahlte
    anzeige | bild vergrössern | bildergalerie | bilderstrecke | bitte warten | close | contact | continue
    reading | cookie einstellungen | cookie policy | cookie-einstellungen | cookie-hinweis | cookie-richtlinie |
    cookies | cookies ablehnen | cookies akzeptieren | datenschutz | datenschutz & cookies |
    datenschutz-einstellungen | datenschutzeinstellungen | datenschutzerklärung | datenschutzhinweise | deine
    e-mail-adresse | der artikel geht nach der anzeige weiter | direkt zum inhalt | druckansicht | drucken |
    druckversion | e-mail | e-mail adresse | e-mail-adresse | e-mail-adresse eingeben | e-paper | eilmeldung
    abonnieren | einloggen | einstellungen | einstellungen verwalten | einverstanden | empfohlener externer
    inhalt | empfohlener redaktioneller inhalt | ende der anzeige | epaper | externe inhalte anzeigen | externen
    inhalt anzeigen | externer inhalt | facebook | favoriten | feedback | feedback für die redaktion | feedback
    geben | feedback senden | fehler gefunden | fehler gefunden? | fehler melden | folgen | footer | fotostrecke
    | fusszeile | galerie öffnen | gefolgt | gefällt mir wird geladen | gesponsert | hauptinhalt | hauptmenü |
    hol dir die app | home | ihre e-mail | ihre e-mail-adresse | immer informiert | impressum | imprint | inhalt
    anzeigen | inhalt laden | inhaltsverzeichnis | instagram | jetzt abo abschliessen | jetzt abonnieren | jetzt
    anhören | jetzt anmelden | jetzt app laden | jetzt downloaden | jetzt kostenlos testen | jetzt registrieren
    | jetzt spenden | jetzt testen | jetzt unterstützen | jetzt weiterlesen | jobs | karriere | keine news mehr
    verpassen | kontakt | konto | kopieren | korrektur melden | leserbriefe | like this | link kopieren | link
    kopiert | linkedin | liveticker | load more | loading | log in | login | login/registrieren | logout |
    mediadaten | mehr anzeigen | mehr erfahren | mehr laden | mehr optionen | mein konto | menu | menü | menü
    schliessen | menü öffnen | merken | merkliste | mit werbung weiterlesen | nach oben | nach oben scrollen |
    nachname | navigation | netiquette | newsletter | newsletter abonnieren | newsletter bestellen |
    newsletter-anmeldung | no comments | notwendige cookies | nur notwendige cookies | nutzungsbedingungen |
    passwort | passwort vergessen | passwort vergessen? | pause | pdf | per e-mail teilen | per mail | permalink
    | pflichtfeld | play | premium | previous | privacy | privacy policy | privatsphäre | push-nachrichten
    aktivieren | read more | redaktion | registrieren | ressorts | rss | rubriken | schliessen | schrift
    vergrössern | schriftgrösse | search | seitenanfang | senden | share | share on facebook | share this |
    share this article | show more | sign in | sign up | sitemap | skip to content | skip to main content | skip
    to page footer | speichern | spenden | sponsored | startseite | subscribe | suche | suchen | symbolbild |
    teilen | telegram | terms of service | text vorlesen | thema folgen | themen folgen | ton an | ton aus |
    translate | twitter | uncategorized | ungelesene nachrichten | unterstützen sie uns | video abspielen |
    video starten | vollbild | vorlesen | vorlesen lassen | vorname | website | weiter | weiter nach der anzeige
    | weitere laden | weiterlesen | weniger anzeigen | werbeanzeige | werbefrei lesen | werbung | werbung
    ausblenden | whatsapp | wird geladen | youtube | zum abo | zum anfang | zum anmelden | zum hauptinhalt | zum
    hauptinhalt springen | zum hauptmenü | zum inhalt | zum inhalt springen | zum login | zum newsletter | zum
    newsletter anmelden | zum seitenanfang | zur anmeldung | zur ausgabe | zur autorenseite | zur
    hauptnavigation | zur merkliste | zur navigation | zur startseite | zur suche | zur übersicht | zurück |
    zurück zur startseite | zurück zur übersicht | zustimmen | zustimmen und weiter | öffnen | über den autor |
    über die autorin | über uns
    """
)

# Lines that start so belong to the page, whatever follows on them.
NOTICE_STARTS: tuple[str, ...] = tuple(
    sorted(
        _read(
            """
    * affiliate | abonniere jetzt | abonniere unseren | abonnieren sie den | abonnieren sie jetzt | abonnieren
    sie unseren | aktivieren sie javascript | aktivieren sie push | alle angaben ohne gewähr | als abonnent
    lesen | als ki-modell | als ki-sprachmodell | an dieser stelle befindet sich | an dieser stelle finden sie |
    an dieser stelle ist ein | artikel zum hören | auf dem laufenden bleiben | beachten sie die netiquette |
    bereits abonnent? | bereits registriert? | bitte aktiviere javascript | bitte aktivieren sie javascript |
    bitte beachte unsere netiquette | bitte beachten sie unsere netiquette | bitte einloggen | bitte erlauben
    sie | bitte loggen sie sich | bitte melde dich an | bitte melden sie sich an | by using this | click to
    share | cookies helfen uns | das symbolbild zeigt | dein browser unterstützt | dein kommentar wird | deine
    push- | der beitrag erschien zuerst | der tägliche newsletter | die mit * gekennzeichneten | die wichtigsten
    nachrichten des tages | diese seite ist durch recaptcha | diese seite nutzt cookies | diese seite verwendet
    cookies | diese webseite nutzt cookies | diese webseite verwendet cookies | diese website ist durch
    recaptcha | diese website nutzt cookies | diese website verwendet akismet | diese website verwendet cookies
    | diesen artikel anhören | diesen artikel hören | dieser artikel enthält affiliate | dieser artikel erschien
    zuerst | dieser artikel ist exklusiv | dieser artikel ist nur für abonnent | dieser artikel wurde
    automatisch | dieser artikel wurde mit hilfe von ki | dieser artikel wurde mithilfe von ki | dieser artikel
    wurde unter | dieser beitrag erschien zuerst | dieser beitrag wurde automatisch | dieser beitrag wurde unter
    | dieser eintrag wurde | dieser inhalt ist nicht verfügbar | dieser inhalt ist nur für abonnent | dieser
    inhalt kann nicht | dieser text wurde automatisch | dieses formular ist durch | du hast bereits ein konto |
    du hast noch kein konto | du musst angemeldet sein | durch die nutzung dieser website | durch die weitere
    nutzung der seite | durch die weitere nutzung der web | durch die weitere nutzung dieser | einfach
    registrieren | erfahre mehr darüber, wie deine kommentardaten | erfahre, wie deine kommentardaten |
    erforderliche felder sind | erhalte das wichtigste | erhalten sie das wichtigste | es gelten die datenschutz
    | es gilt unsere netiquette | fehler im text | folge uns | folgen sie uns | follow us | gerne! hier ist |
    gerne! hier sind | gerne, hier ist | gerne, hier sind | gerne. hier ist | haben sie einen fehler entdeckt |
    haben sie einen fehler gefunden | hast du einen fehler entdeckt | hast du einen fehler gefunden | hat dir
    der artikel gefallen | hat dir dieser artikel gefallen | hat ihnen der artikel gefallen | hat ihnen dieser
    artikel gefallen | hier anmelden | hier finden sie externen inhalt | hier geht es zu allen | hier geht es
    zum newsletter | hier geht's zu allen | hier ist eine liste häufig gestellter fragen | hier ist eine liste
    mit faqs | hier ist eine liste von faqs | hier klicken | hier registrieren | hier sind einige häufig
    gestellte fragen | hinweis der redaktion: dieser artikel wurde automatisch | hol dir die app | hole dir die
    app | holen sie sich die app | ich akzeptiere die | ich bin damit einverstanden | ich habe die datenschutz |
    ich stimme zu, dass | ihr browser unterstützt | ihr kommentar wird | image by | javascript ist deaktiviert |
    jetzt abonnieren und | jetzt app herunterladen | jetzt die app | jetzt für den newsletter | jetzt newsletter
    | jetzt unseren newsletter | jetzt weiterlesen mit | klar! hier ist | klicken sie hier für | klicken sie
    hier, um | klicken, um | kommentare werden moderiert | kommentare werden von der redaktion | kostenlos
    registrieren | laden sie unsere app | lesen sie diesen artikel kostenlos | lesen sie weiter mit | mehr dazu
    in unserer datenschutz | mehr informationen in unserer datenschutz | mehr news gibt es in der app | melde
    dich an, um | melde dich für unseren newsletter | melde dich hier | melde dich jetzt | melden sie sich an,
    um | melden sie sich für unseren newsletter | melden sie sich hier | melden sie sich jetzt an | mit dem
    absenden des | mit dem absenden dieses | mit dem absenden erkläre | mit dem absenden stimme | mit dem
    täglichen update | mit der anmeldung akzeptier | mit der anmeldung stimme | mit der anmeldung zum | mit der
    nutzung dieser | mit ihrer anmeldung akzeptieren | mit ihrer anmeldung erklären | mit ihrer anmeldung
    stimmen | mit ihrer zustimmung werden hier | mit ihrer zustimmung wird | mit meiner anmeldung | möchten sie
    weiterlesen | natürlich! hier ist | natürlich! hier sind | natürlich. hier ist | natürlich. hier sind | noch
    kein konto | nur für abonnenten | original-content von | pflichtfelder sind | photo by | please enable
    javascript | registrieren sie sich | save my name | selbstverständlich! hier ist | selbstverständlich. hier
    ist | setze ein lesezeichen | sicher! hier ist | sicher, hier ist | sicherlich! hier ist | sie haben bereits
    ein konto | sie haben einen fehler gefunden | sie haben noch kein konto | sie möchten weiterlesen | sie
    müssen angemeldet sein | sie müssen javascript | sie sind bereits abonnent | sie sind bereits registriert |
    sie sind noch kein abonnent | sie wollen weiterlesen | sign up for | skip to | subscribe to our |
    symbolbild: | symbolfoto: | this site is protected by | this site uses akismet | this website uses cookies |
    transparenzhinweis | um diesen inhalt anz | um diesen inhalt zu | um einen kommentar | um kommentare lesen |
    um kommentare zu | um kommentieren zu können | um mitdiskutieren zu können | um mitzudiskutieren | um zu
    kommentieren | unser newsletter hält | unser newsletter informiert | unsere webseite verwendet cookies |
    unsere website verwendet cookies | war dieser artikel hilfreich | we use cookies | weitere informationen
    finden sie in unserer datenschutz | weiterlesen mit | wie bewerten sie diesen artikel | wie die daten deiner
    kommentare | wie hat ihnen dieser artikel gefallen | wir freuen uns auf ihren kommentar | wir freuen uns
    über ihren kommentar | wir nutzen cookies | wir setzen cookies | wir und unsere partner benötigen | wir und
    unsere partner nutzen | wir und unsere partner speichern | wir und unsere partner verarbeiten | wir und
    unsere partner verwenden | wir verwenden cookies | your browser does not | zum kommentieren | zur anzeige
    dieses inhalts
            """
        )
    )
)

# A line made of these alone is a row of buttons; the filling words don't count.
SHARE_WORDS: frozenset[str] = frozenset(
    """
    abo abonnieren agb anhören anmelden artikel beitrag bluesky copy datenschutz digg drucken e-mail einloggen
    email empfehlen facebook feed flipboard folgen gefällt impressum instagram kommentar kommentare kommentieren
    kontakt kopieren like link linkedin login mail mailen mastodon menü merken merkliste messenger mir
    newsletter pinnen pinterest pocket posten print reddit registrieren rss senden share signal sms snapchat
    speichern startseite suche teilen telegram threads threema tiktok tumblr tweet tweeten twitter twittern
    versenden vorlesen weiterleiten whatsapp xing youtube
    """.split()
)
SHARE_FILLERS: frozenset[str] = frozenset("auf bei in per via mit und oder diesen den dies x".split())
