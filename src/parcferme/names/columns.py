"""What a column of a list holds, by the names people give it in five languages: one table.

Lists of results, entries and starting grids read the same words; which of them a list has columns for, it says itself.
Whole names, whatever their case, accents, dots, blanks and dashes (`evened`); a German `ü` may be written `ue`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

COLUMN_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "season": {
        "en": "season|year",
        "fr": "saison|année",
        "de": "Saison|Jahr",
        "es": "temporada|año",
        "it": "stagione|anno",
    },
    "round": {
        "en": "round|round number|rd",
        "fr": "manche",
        "de": "Lauf|Wertungslauf|Laufnummer",
        "es": "ronda|manga",
        "it": "manche|round",
    },
    "event": {
        "en": "race|event|race name|event name|round name|grand prix|meeting",
        "fr": "épreuve|course",
        "de": "Rennen|Veranstaltung|Rennwochenende",
        "es": "carrera|prueba|evento|gran premio",
        "it": "gara|evento|prova|gran premio",
    },
    "session": {
        "en": "session|session name",
        "fr": "séance",
        "de": "Session|Sitzung",
        "es": "sesión",
        "it": "sessione|turno",
    },
    "kind": {"en": "kind|session kind|session type|type", "de": "Art|Typ", "es": "tipo", "it": "tipo"},
    "position": {
        "en": "position|pos|place|rank|p|pl|finish|finishing position|overall position|overall",
        "fr": "rang|classement",
        "de": "Platz|Platzierung|Rang|Gesamtplatz",
        "es": "posición|puesto|lugar",
        "it": "posizione|posto|piazzamento",
    },
    "class_position": {
        "en": "class position|class pos|pos in class|position in class|place in class|cls pos|pic|class place",
        "fr": "position classe|classement classe",
        "de": "Klassenplatz|Platz Klasse|Platz in Klasse|Platz in der Klasse|Pos Klasse|Klassenrang",
        "es": "posición clase|posición en clase|posición en la clase|puesto en clase|pos clase",
        "it": "posizione classe|posizione di classe|posizione in classe|pos classe",
    },
    "group_position": {
        "en": "group position|group pos|position in group",
        "fr": "position groupe",
        "de": "Platz Gruppe|Gruppenplatz",
        "es": "posición grupo|posición en grupo",
        "it": "posizione gruppo|posizione di gruppo",
    },
    "number": {
        "en": "number|no|nr|num|#|car|car no|car number|start number|car #",
        "fr": "numéro|n°",
        "de": "Nummer|Startnummer|Start-Nr|StartNr|StNr|St-Nr|Wagennummer|Wagen-Nr|Fahrzeugnummer",
        "es": "número|dorsal|número de coche|núm",
        "it": "numero|numero di gara|numero vettura|num gara",
    },
    "driver": {
        "en": "driver|drivers|rider|riders|name|driver name|full name|pilot|crew",
        "fr": "pilote|pilotes|équipage|conducteur",
        "de": "Fahrer|Fahrerin|Fahrer/in|Fahrername|Fahrer Name|Piloten|Pilotin|Lenker",
        "es": "piloto|pilotos|conductor|conductores|nombre|nombre del piloto",
        "it": "pilota|piloti|conduttore|conduttori|equipaggio|nome",
    },
    "first_name": {
        "en": "first name|first|firstname|given name",
        "fr": "prénom",
        "de": "Vorname",
        "es": "nombre de pila",
    },
    "last_name": {
        "en": "last name|last|lastname|surname|family name|secondname",
        "fr": "nom",
        "de": "Nachname|Familienname|Zuname",
        "es": "apellido|apellidos",
        "it": "cognome",
    },
    "class": {
        "en": "class|car class|cat|class type",
        "fr": "classe",
        "de": "Klasse|Fahrzeugklasse|Wagenklasse",
        "es": "clase",
        "it": "classe",
    },
    "category": {
        "en": "category",
        "fr": "catégorie",
        "de": "Kategorie",
        "es": "categoría",
        "it": "categoria",
    },
    "group": {
        "en": "group|subclass|sub class|division|cup",
        "fr": "groupe",
        "de": "Gruppe|Untergruppe|Division",
        "es": "grupo|división",
        "it": "gruppo|raggruppamento|divisione",
    },
    "team": {
        "en": "team|competitor|entrant",
        "fr": "équipe|concurrent|écurie",
        "de": "Mannschaft|Bewerber|Rennstall",
        "es": "equipo|concursante|escudería|competidor",
        "it": "squadra|scuderia|concorrente",
    },
    "manufacturer": {
        "en": "manufacturer|make|brand|constructor",
        "fr": "marque|constructeur",
        "de": "Hersteller|Marke|Fabrikat",
        "es": "marca|fabricante",
        "it": "marca|costruttore",
    },
    "engine": {"en": "engine|engine make", "fr": "moteur", "de": "Motor", "es": "motor", "it": "motore"},
    "vehicle": {
        "en": "vehicle|car model|model|chassis",
        "fr": "véhicule|voiture",
        "de": "Fahrzeug|Wagen|Modell|Auto",
        "es": "vehículo|coche|modelo",
        "it": "vettura|macchina|veicolo|modello",
    },
    "nation": {
        "en": "nation|nationality|nat|country",
        "fr": "nationalité|pays",
        "de": "Nationalität|Land",
        "es": "nacionalidad|país",
        "it": "nazionalità|nazione|paese",
    },
    "transponder": {"en": "transponder|transponders|tx", "fr": "transpondeur", "es": "transpondedor"},
    "laps": {
        "en": "laps|laps completed",
        "fr": "tours|nombre de tours",
        "de": "Runden|Rundenzahl|Anzahl Runden|gefahrene Runden|Rdn",
        "es": "vueltas|número de vueltas",
        "it": "giri|numero giri|giri percorsi",
    },
    "time": {
        "en": "time|total time|total tm|race time|elapsed",
        "fr": "temps|temps total",
        "de": "Zeit|Gesamtzeit|Rennzeit|Fahrzeit",
        "es": "tiempo|tiempo total",
        "it": "tempo|tempo totale|tempo di gara",
    },
    "gap": {
        "en": "gap|gap first|gap to leader|diff|difference",
        "fr": "écart",
        "de": "Rückstand|Rückstand auf Platz 1",
        "es": "diferencia|dif|diferencia con el primero",
        "it": "distacco|ritardo|distacco dal primo",
    },
    "interval": {
        "en": "gap previous|interval",
        "fr": "intervalle",
        "de": "Intervall",
        "es": "intervalo",
        "it": "intervallo",
    },
    "best_lap": {
        "en": "best lap|best tm|best lap time|best time|fl time|fastest lap time|best",
        "fr": "meilleur temps",
        "de": "beste Runde|beste Rundenzeit|Bestzeit|beste Zeit|schnellste Rundenzeit",
        "es": "mejor vuelta|mejor tiempo",
        "it": "miglior giro|miglior tempo|giro migliore",
    },
    "second_best_lap": {
        "en": "second best lap|second best|2nd best|2nd best lap",
        "fr": "deuxième meilleur tour",
        "de": "zweitbeste Runde|zweitbeste Zeit",
        "es": "segunda mejor vuelta",
        "it": "secondo miglior giro",
    },
    "grid": {
        "en": "grid|grid position|start|start position|starting position|qualified",
        "fr": "grille",
        "de": "Startplatz|Startposition",
        "es": "parrilla|posición de salida|salida",
        "it": "griglia|posizione di partenza|partenza",
    },
    "fastest_lap": {
        "en": "fastest lap|fastest|fl",
        "fr": "meilleur tour",
        "de": "schnellste Runde",
        "es": "vuelta rápida|vuelta más rápida",
        "it": "giro veloce|giro più veloce",
    },
    "pole": {"en": "pole|pole position"},
    "qualified": {
        "en": "qualifying position|qualifying place|place in qualifying|quali pos",
        "fr": "place qualifications",
        "de": "Platz Qualifying|Qualifying Platz|Platz im Qualifying",
        "es": "posición en clasificación",
        "it": "posizione in qualifica",
    },
    "laps_led": {
        "en": "laps led|led",
        "fr": "tours en tête",
        "de": "Führungsrunden",
        "es": "vueltas lideradas|vueltas en cabeza",
        "it": "giri in testa",
    },
    "laps_led_class": {
        "en": "laps led in class|class laps led",
        "fr": "tours en tête de classe",
        "de": "Führungsrunden Klasse",
        "es": "vueltas lideradas en clase",
        "it": "giri in testa di classe",
    },
    "incidents": {
        "en": "incidents|inc|incident points",
        "de": "Vorfälle",
        "es": "incidentes",
        "it": "incidenti",
    },
    "shared": {
        "en": "shared car|shared|shared drive",
        "fr": "voiture partagée",
        "de": "geteiltes Fahrzeug",
        "es": "coche compartido",
        "it": "vettura condivisa",
    },
    "status": {
        "en": "status|state|result",
        "fr": "statut|état",
        "de": "Zustand",
        "es": "estado",
        "it": "stato",
    },
    "guest": {
        "en": "guest|wildcard|wild card",
        "fr": "invité",
        "de": "Gast|Gaststarter|Gastfahrer",
        "es": "invitado",
        "it": "ospite",
    },
    "nominated": {
        "en": "nominated|nominee|points car",
        "fr": "désigné|désignée|nommé",
        "de": "nominiert",
        "es": "designado",
        "it": "designato",
    },
    "reason": {
        "en": "reason retired|reason|reason out|retired|retirement",
        "fr": "cause|abandon|motif",
        "de": "Grund|Ausfallgrund|Ausfall",
        "es": "motivo|causa|abandono",
        "it": "motivo|causa|ritiro",
    },
    "disqualified_for": {
        "en": "disqualified for|kind of disqualification",
        "fr": "disqualifié pour",
        "de": "disqualifiziert wegen",
        "es": "descalificado por",
        "it": "squalificato per",
    },
    "not_scoring": {
        "en": "not scoring|drivers not scoring",
        "fr": "ne marque pas",
        "de": "ohne Wertung",
        "es": "no puntúa",
        "it": "non prende punti",
    },
    "certainty": {"en": "certainty", "fr": "certitude"},
    "penalty": {
        "en": "time penalty|penalty time|penalty|penalties",
        "fr": "pénalité|pénalités",
        "de": "Strafe|Strafzeit|Zeitstrafe",
        "es": "sanción|penalización",
        "it": "penalità|penalizzazione",
    },
    "points": {
        "en": "points|pts|total points|race points",
        "de": "Punkte|Gesamtpunkte",
        "es": "puntos",
        "it": "punti",
    },
    "speed": {
        "en": "kph|speed|fl kph",
        "fr": "vitesse",
        "de": "Geschwindigkeit|km/h",
        "es": "velocidad",
        "it": "velocità|media",
    },
    "note": {
        "en": "note|notes|remark",
        "fr": "remarque|remarques",
        "de": "Bemerkung|Bemerkungen|Anmerkung",
        "es": "observaciones|observación|notas",
        "it": "osservazioni|nota|annotazioni",
    },
    "source": {"en": "source", "de": "Quelle", "es": "fuente", "it": "fonte"},
    "team_nation": {"en": "team nation|team nationality|team country|competitor nation|car nation"},
    "driver_nation": {"en": "driver nation|driver nationality"},
    "driver_category": {
        "en": "driver category|licence|license|rating|grade",
        "fr": "licence",
        "de": "Lizenz|Fahrerkategorie",
        "es": "licencia",
        "it": "licenza",
    },
    "driver_id": {"en": "id|driver id|driver number"},
    "rounds": {"en": "rounds", "fr": "manches", "de": "Läufe", "es": "rondas", "it": "prove"},
    "entered": {
        "en": "entered|entry date|date of entry|entered on",
        "fr": "engagé le|date d'engagement",
        "de": "Nennung|Nennungsdatum|genannt am",
        "es": "inscrito el|fecha de inscripción",
        "it": "data di iscrizione|iscritto il",
    },
    "withdrawn": {
        "en": "withdrawn|withdrawal|withdrawn on",
        "fr": "forfait|retiré|retiré le",
        "de": "zurückgezogen|zurückgezogen am",
        "es": "retirado|retirado el",
        "it": "ritirato|ritirato il",
    },
    "entry_status": {
        "en": "entry status|status",
        "fr": "statut|état",
        "de": "Nennstatus",
        "es": "estado",
        "it": "stato",
    },
    "registered": {
        "en": "registered|scores|full season|for points",
        "fr": "inscrit|marque des points|à l'année",
        "de": "eingeschrieben|punkteberechtigt",
        "es": "puntúa|toda la temporada",
        "it": "prende punti|tutta la stagione",
    },
    "hurt": {
        "en": "hurt|injured|injury",
        "fr": "blessé|blessure",
        "de": "verletzt|Verletzung",
        "es": "lesionado|lesión",
        "it": "infortunato|infortunio",
    },
    "cleared": {
        "en": "cleared|medical clearance|fit",
        "fr": "apte",
        "de": "fahrtauglich",
        "es": "apto",
        "it": "idoneo",
    },
}
"""Names by what a column holds and by language. Left out on purpose: `Abstand`, a gap to the leader in one list and an
interval in the next; such a column is told as unknown, not guessed."""

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def evened(text: str) -> str:
    """A name without accents, case, dots, underscores and dashes: `Class_Pos.` is `class pos`."""
    plain = unicodedata.normalize("NFKD", text.replace("°", "\0").replace("’", "'"))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).replace("\0", "°")
    return re.sub(r"[\s._-]+", " ", plain.casefold()).strip()


def words_of(*whats: str) -> tuple[str, ...]:
    """The names, evened out, of a column that holds any of these."""
    found: dict[str, None] = {}
    for what in whats:
        for words in COLUMN_WORDS[what].values():
            for word in words.split("|"):
                found[evened(word)] = None
                found[evened(word.casefold().translate(_UMLAUTS))] = None
    return tuple(found)
