"""French words a press text is read by: one table, a notion each, as patterns in evened text (no accents)."""

from typing import Final

WORDS: Final = {
    # --- what a clause speaks of
    "hoped": r"vis(?:e|ent|er|ait|aient|ons)|objectifs?|espoirs?|esper\w+|intention|ambition\w*|aurait|aurions|"
    r"auraient|"
    r"pourrait|pourraient|pourra|veut|veulent|voulons|veux|voulait|rever?|reve[sr]?|revait|tent(?:e|er|era|ait)\w*|"
    r"suffi\w+|faudra\w*|faut|doit|si|s'il\w*|souhait\w+|peut|peuvent|pouvait|devrait|devra|favori\w*|candidat\w*|"
    r"compte bien|jouer|se jou\w+|au pire|possible|meriter?|meritai\w+|voulu",
    "fought": r"lutt\w*|battu[es]*|bataill\w*|se battr?e|duel\w*|menac\w+|pression|bagarr\w*|dispute[rs]?",
    "missed": r"manqu\w+|rat(?:e|er|ent)|priv\w+|perd\w*|reculer|au lieu|cout\w+|ech(?:ou|app)\w+|depossed\w+",
    "future": r"aura lieu|sera|seront|l'an(?:nee)? prochain\w*|la saison prochaine|l'annee prochaine|ira|iront|"
    r"va|vont",
    "during": r"mi-course|mi-epreuve|mi-distance|un temps|un moment|brievement|longtemps|d'abord|au depart|au debut|"
    r"des le (?:depart|drapeau)|debut de course|en debut|(?:premier|deuxieme|second|troisieme|dernier)s? "
    r"(?:virages?|relais|tours?|passages?|stints?)|(?:premieres?|dernieres?) (?:heures?|minutes?|boucles?)|"
    r"au (?:\w+) (?:tour|passage)|a \w+ tours? d|du but|premiere partie|seconde partie|pointe|pointait|occupe|"
    r"occupait|"
    r"remont\w+|se retrouve\w*|repart\w*|ressor\w+|rejoin\w*|s'empar\w+|empar\w+|grimp\w+|retomb\w+|chut\w+|recul\w*|"
    r"plong\w+|retrograd\w+|passe[rs]?|passait|est passee?|double[rs]?|depass\w+|herit\w+|profit\w+|conserv\w*|"
    r"defend\w*|neutralis\w+|safety car|voiture de securite|restart|relanc\w+|arrets? (?:au[xs]? stands?)?|"
    r"ravitaill\w+|stands?|avant (?:de|d'|que|son|sa|l')|jusqu'\w*|lorsque|quand|alors qu\w*|pendant|durant|"
    r"apres (?:le|les|son|ses|sa|la|un) (?:premiers?|arrets?|relais|depart|neutralisation|safety)|provisoire\w*|"
    r"momentan\w+|roul(?:ait|e|ent|aient)|partait|cede[rs]?|mene la course|du fond|fond de (?:grille|peloton)|"
    r"compar\w*|tour apres tour|minutes? plus tard|ensuite|s'elanc\w+ de",
    "past": r"l'an(?:nee)? (?:dernier\w*|passee?)|la saison (?:derniere|passee|precedente)|precedent\w*|auparavant|"
    r"carriere|palmares|tenante?s? du titre|ancien\w*|jamais|depuis|il y a|d'affilee|consecutiv\w+|de suite|"
    r"pour la (?:premiere|deuxieme|troisieme|seconde|quatrieme|\d+e) fois|record|histoire|debuts?|karting|"
    r"(?:premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|\d+e) (?:\w+ ){0,2}?(?:victoire|podium|pole|"
    r"succes)\b|"
    r"premier (?:succes|podium)|en son temps|a \w+ ans",
    "denied": r"pas|jamais|plus|sans|aucun\w*|ni|n'\w+|ne",
    "other": r"f1|formule \w+|f3|f4|f2|clio cup|renault|porsche (?:super)?cup|carrera cup|elms|"
    r"european le mans series|"
    r"le mans cup|michelin|vdev|v de v|wec|endurance mondiale|24 heures|24h|lmp1|lmp2|lmp3|lm ?p2|lm ?p3|gt3|gt4|"
    r"gt world challenge|championnat de france|championnat de belgique|championnat d'europe|championnat du monde|"
    r"championnat d'italie|karting|kart|twin cup|tc france|sprint cup|trophee andros|rallye|moto|prototype challenge|"
    r"gt european|lamera|fun cup|ferrari challenge|super ?trofeo|asian le mans|creventic|vln|nls|blancpain|au mans",
    # --- results
    "win": r"victoires?|vainqueurs?|gagn\w+|remport\w+|s'impos\w+|impos(?:e|es|ent|ee|ees|ait)|l'emport\w+|triomph\w+|"
    r"s'adjug\w+|plus haute marche|succes|laureat\w*",
    "leads": r"mene[nt]*|menent|en tete|la tete|leaders?|aux commandes|premiere?s? place|commande|domine",
    "table": r"championnat|classement(?! general de la)|points|saison|titre|general provisoire|championnes?",
    "champion": r"champion(?:ne)?s?|titres?|sacree?s?|sacre|couronnee?s?|titree?s?",
    "podium": r"podium|top 3|trio de tete|tierce",
    "ahead": r"devant|devanc\w+|suivie?s? (?:de|par|du|d')|preced\w+|aux depens de|face a",
    "fastest-lap": r"(?:meilleur|record du) (?:tour|chrono|temps)(?: du tour)?(?: en course)?|tour le plus rapide",
    "laps": r"tours?|boucles?",
    "led": r"mene\w*|en tete|au commandement|aux commandes|commande\w*",
    "front-row": r"premiere ligne",
    "stop-and-go": r"stop[- ]and[- ]go|stop & go|stop and go",
    "drive-through": r"drive[- ]?through|passages? par (?:la voie des stands|les stands)|passages? aux stands",
    "retired": r"abandon\w*|non classee?s?|hors course|sort\w* (?:definitivement )?(?:de la )?(?:piste|route)|"
    r"renonc\w+|"
    r"contraint\w* a l'abandon|pas vu (?:le drapeau|l'arrivee)|pas rallie l'arrivee|n'a pas termine|n'ont pas termine",
    "not-started": r"pas pris le depart|pas pu prendre le depart|ne (?:prend|prendra|prit) pas le depart|"
    r"ne repart\w* pas|forfaits?|non[- ]partants?|absente?s? (?:de|au depart)|pas au depart|n'a pas repris le depart",
    "finished": r"termin\w+|fini\w*|class\w+|franchi\w*|rall\w+ l'arrivee|achev\w+|a l'arrivee|sous le drapeau",
    "of-season": r"(?:de|cette|dans|en|sur|depuis le debut de) (?:la |l')?(?:saison|annee)|en championnat|"
    r"dans la serie|"
    r"en dix courses|depuis le debut|au total|desormais",
    "wins": r"victoires?|succes|fois",
    "and": r"et",
    "lead-changes": r"changements? de leader|changements? en tete",
}  # fmt: skip
