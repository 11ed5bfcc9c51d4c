"""English words a press text is read by: one table, a notion each, as patterns in evened text."""

from typing import Final

WORDS: Final = {
    # --- what a clause speaks of
    "hoped": r"(?<!title )(?<!championship )hop(?:e|es|ed|ing)|aim\w*|targets?|goal|would|could|might|may|"
    r"want(?:s|ed)?|dream\w*|try|tries|trying|"
    r"ambition\w*|chas(?:e|es|ed|ing)|needs?|needed|must|if|unless|wish\w*|look(?:s|ing)? (?:to|for)|expect\w*|"
    r"enough|favou?rites?|set to|bid to|eye(?:s|ing)|plan\w*|can still|can|should",
    "fought": r"batt(?:le|les|led|ling)|fight\w*|fought|pressur\w+|threat\w*|challeng(?:ed|ing)|duel\w*|scrap\w*",
    "missed": r"miss(?:ed|es|ing)|lost|lose|losing|los[et]s|denied|deprived|cost|costing|robbed|shy of|instead of",
    "future": r"will|next (?:year|season|month)|upcoming|is scheduled|in the future|going to",
    "during": r"half-?(?:way|distance)|mid-?(?:race|point|way)|early(?: on)?|briefly|for a (?:while|time|moment)|"
    r"(?:opening|first|second|third|middle|final|closing|last) (?:stint|hours?|minutes?|corners?|turn|half|quarter|"
    r"moments)|"
    r"(?:opening|first|second) lap|at the (?:start|restart|green|time|first)|to go|remaining|left|ran|running|"
    r"was lying|lay|(?:on|by|until|to|from) laps? \d+|lap after lap|"
    r"re-?joined|emerged|drop(?:ped|s|ping)|fell|falls|slip(?:ped|s)|slid|moved? (?:up|into|to|back)|"
    r"moving|jump(?:ed|s)|climbed|climbs|charg\w+|work\w* (?:his|their|its|her) way|fought (?:his|their|its|her) way|"
    r"recover\w*|pass(?:ed|es|ing)|overt[ao]\w+|inherit\w+|held|holding|defend\w*|under (?:the )?(?:caution|yellow)|"
    r"safety car|caution|re-?start\w*|pit(?:ted|s)? (?:stops?|from|out)?|stopp(?:ed|ing)|cycled|was (?:up )?to|"
    r"got (?:the|a) (?:jump|lead)|surrender\w*|handed|undercut|before (?:a|the|his|their|retiring|dropping|falling)|"
    r"until|when|as the|after the (?:first|second|third|final|last|opening) (?:stops?|stint|hour|lap|corner)|"
    r"minutes? (?:in|into)|hours? (?:in|into)|at one (?:point|stage)|initially|at first|temporar\w+",
    "past": r"last (?:year|season|time out|month)|(?:previous|prior) (?:year|season|round|race|event)s?|previously|"
    r"in (?:his|her|their|its|the team'?s) (?:career|history)|career|"
    r"defending|reigning|former|ever|since|ago|a year|all-?time|streak|consecutive|straight|in a row|"
    r"for the (?:first|second|third|fourth|fifth|\d+\w*) time|record|history|debut|karting|"
    r"(?:first|second|third|fourth|fifth|\d+(?:st|nd|rd|th)) (?:\w+ ){0,4}?(?:win|victory|podium|pole|success)\b",
    "denied": r"not|never|no longer|n't|without|neither|nor|cannot|failed to|unable",
    "other": r"f1|formula \w+|f3|f4|f2|gt3 cup|carrera cup|super trofeo|pilot challenge|prototype challenge|mx-?5 cup|"
    r"porsche cup|nascar|indycar|indy lights|super gt|supercars?|elms|european le mans series|le mans cup|"
    r"michelin pilot|asian le mans|wec|world endurance|24 hours of|24h|lmp1|rolex 24|petit le mans|clio cup|"
    r"gt world challenge|british gt|dtm|karting|kart|simrac\w+|esports?|blancpain|creventic|24h series|"
    r"mazda cup|ferrari challenge|trofeo|touring cars?|tcr|gt4|lmp3|lmp2|lm ?p3|lm ?p2",
    # --- results
    "win": r"won|wins?|winning|winners?|victor(?:y|ies|ious)|triumph\w*|prevailed|top step|took the (?:honou?rs|flag)|"
    r"claims? honou?rs",
    "leads": r"leads?|leading|in the lead|tops?|at the top|championship leaders?|points leaders?|leader",
    "table": r"championship|standings|points table|points lead|title race|title fight|points|season|title",
    "champion": r"champions?|championship winners?|title(?:s)?(?: winners?)?|crowned",
    "podium": r"podium|top three|top-three|rostrum",
    "ahead": r"ahead of|from|in front of|beating|beat|followed by|before|over|leading home|heading|headed",
    "fastest-lap": r"(?:fastest|quickest|best) (?:race )?lap(?! time in q)(?: of (?:the )?race)?",
    "laps": r"laps?",
    "led": r"led|leading|out front|in front",
    "front-row": r"front row|row one|first row",
    "stop-and-go": r"stop[- ]and[- ]go(?:es)?|stop/go|stop & go",
    "drive-through": r"drive[- ]?through(?:s)?|drive-thru",
    "retired": r"retir(?:ed|es|ement|ements)|did not finish|failed to finish|dnf|not classified|unclassified|"
    r"crashed out|"
    r"dropped out|pulled out|out of the race|did not see the (?:chequered|checkered) flag|stopped for good",
    "not-started": r"did not (?:start|take the start)|non-?starters?|dns|failed to (?:start|take the start)|"
    r"could not (?:start|take the start)|missed the (?:start|race)",
    "finished": r"finish\w*|came home|crossed the line|classified|took the flag|brought (?:it|the car|the \S+) home",
    "of-season": r"(?:of|in|this|all|the) (?:the )?(?:season|year|campaign|championship)|so far|to date|"
    r"of the ten races",
    "wins": r"wins|victories|win|victory|successes",
    "and": r"and",
    "lead-changes": r"(?:changes? of (?:leader|lead)|lead changes?)",
}  # fmt: skip
