"""How lengths, tempi, bars and players are asked for after the first prompt, as patterns of folded text."""

import re

NUMBER = (
    r"(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|sixteen|twenty|thirty|"
    r"forty|sixty)"
)
UNIT = r"(?P<unit>seconds?|secs?|s|minutes?|mins?|bars?|measures?)"
LONGER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<way>add|another|extra|plus)\s+(?:an )?(?:extra |another )?(?!a second [a-z])(?P<n>{NUMBER})\s*"
        rf"(?:more )?{UNIT}\b",
        rf"\b(?P<n>{NUMBER})\s*(?:more )?{UNIT}\s+(?P<way>longer|shorter|more|less)\b",
        rf"\b(?P<n>{NUMBER})\s*(?P<way>more|extra|additional)\s+{UNIT}\b",
        rf"\b(?P<way>longer|shorter)\s+by\s+(?P<n>{NUMBER})\s*{UNIT}\b",
        rf"\b(?P<way>cut|trim|remove|drop|lose|take off|shave off)\s+(?:off\s+)?(?P<n>{NUMBER})\s*{UNIT}\b",
        rf"\b(?P<way>shorten|trim|cut|extend|lengthen)(?: it| this| that| the| my)?[\s_]+by\s+(?P<n>{NUMBER})"
        rf"\s*{UNIT}\b",
    )
)
# What is about the length or the end of it all, so that a time in it is no place.
ABOUT_LENGTH = re.compile(
    r"\b(?:extend|stretch|lengthen|shorten|trim|reduce|squeeze|long|longer|shorter|length|lasts|"
    r"last (?:about |for )?\d|fade[sd]?|fading|ends?|ending|finish(?:es)?|hits?|make it|let it run|"
    r"(?:it|music|track|piece|song|everything) (?:stops?|should stop))\b"
)
MORE = ("additional", "add", "another", "extra", "plus", "longer", "more", "extend", "lengthen")
TIMES_LONG = re.compile(
    r"\b(?P<twice>twice as long|double the length|twice the length|double it)\b|"
    r"\b(?P<half>half as long|half the length|halve it|halve the length)\b"
)
BY_TEMPO = re.compile(r"\b(?P<n>\d+)\s*(?P<unit>%|per ?cent|bpm)\s*(?P<way>faster|slower|quicker)\b")
TIMES_TEMPO = re.compile(
    r"\b(?P<double>double[ -]time|twice as fast|double the tempo)\b|"
    r"\b(?P<half>half[ -]time|half as fast|half the tempo)\b"
)
# Where in a piece: "in bar 9", "from bar 9 on", "between bars 5 and 8", "until the ninth bar", "after eight bars".
_WAY = (
    r"(?P<way>until|till|up to|before|from|since|after|as of|starting (?:at|from|in)|at|by|on|in|with|for|during|"
    r"between|outside)"
)
_ABOUT = r"(?:(?:about|around|roughly|exactly|just|right|the|start of|beginning of)\s+)*"
_ON = r"(?P<on>\s+(?:on(?:wards?)?|(?:through |right )?(?:to|till|until) the (?:very )?end)\b)?"
_BARS = r"(?:bars?|measures?)"
BARS_WHERE = re.compile(
    rf"(?:\b{_WAY}\s+)?{_ABOUT}\b(?:{_BARS}\s+(?:number\s+)?(?P<first>{NUMBER})\b"
    rf"(?:\s*(?:-|to|through|until|till|and)\s*(?:{_BARS}\s+)?(?P<last>{NUMBER})\b)?"
    rf"|(?P<nth>\d+(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?:bar|measure)\b){_ON}"
)
AFTER_BARS = re.compile(
    rf"\bafter\s+(?:(?:the|first|about)\s+)*(?P<n>{NUMBER})\s+{_BARS}\b|"
    rf"\b(?P<far>{NUMBER})\s+{_BARS}\s+(?:in|into it)\b"
)
# "from 0:20 on", "between 10 and 20 seconds", "until one minute", "20 seconds in", "in the last ten seconds".
_CLOCK = r"\d{1,2}:\d\d(?:\.\d+)?(?![\d:])"
_TIME_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?)\b(?!\s+(?:longer|shorter|more|less|faster|earlier|later))"
SECONDS_WHERE = re.compile(
    rf"\b(?P<way>until|till|up to|before|from|since|after|as of|starting (?:at|from)|at|in(?= the \d))\s+{_ABOUT}"
    rf"(?:second\s+)?"
    rf"(?P<n>{_CLOCK}|{NUMBER}(?=[\s-]*{_TIME_UNIT})|(?<=second )\d+)(?:[\s-]*(?P<unit>{_TIME_UNIT}))?"
    rf"(?:\s+(?:mark|point|in))?{_ON}"
    rf"|\b(?P<far>{_CLOCK}|{NUMBER})[\s-]*(?P<far_unit>{_TIME_UNIT})?\s+(?:in|into it)"
    rf"(?=$|[\s,]+(?:the|bring|add|drop)\b|[\s_]*$)"
)
SECONDS_FROM_TO = re.compile(
    rf"(?:\b(?P<way>between|outside)\s+|\b(?:from|in|during|at|for)\s+)?{_ABOUT}"
    rf"(?P<first>{_CLOCK}|(?<![\d:.])\b{NUMBER})(?:\s*(?P<own>{_TIME_UNIT}))?"
    rf"\s*(?:-|to|until|till|(?(way)and|-))\s*(?P<last>{_CLOCK}|{NUMBER}(?=[\s-]*{_TIME_UNIT}))(?:[\s-]*(?P<unit>{_TIME_UNIT}))?"
)
EDGE_SECONDS = re.compile(
    rf"\b(?:(?:in|for|during|over|throughout)\s+)?the\s+(?:very\s+)?(?P<edge>first|last|final|opening|closing)\s+"
    rf"(?P<n>{NUMBER})[\s-]*(?P<unit>{_TIME_UNIT})"
)
TO_TEMPO = re.compile(
    r"\b(?:(?:drop|raise|set|bring|take|lower|change|put|push|slow|speed|"
    r"increase|decrease|reduce|bump|crank|nudge)\b(?: it| this| the)?(?: tempo| speed| pace)?"
    r"(?: down| up)?(?: it| this)?|tempo|speed|pace)(?: up| down)? (?:to|of|at) (?P<n>[3-9]\d|[12]\d\d)(?: ?bpm)?\b"
    r"(?! ?(?:s|secs?|seconds?|m|mins?|minutes?|bars?|%|/))"
)
# A number alone that can be nothing but a tempo: "try 128", "slower, like 80".
ABOUT_TEMPO = re.compile(
    r"^(?:\s*(?:more|maybe|say|try|just|about|around|like|roughly|closer to|nearer|at|to|up to|down to|or so|"
    r"let's|lets|do|go|make it|it))+\s+(?P<n>[6-9]\d|1\d\d)(?: ?bpm)?(?: or so| maybe| instead| please)*\s*$"
)
AT_THE_END = re.compile(r"\b(?:at|to|on) the end\b")
TAKEN_OUT = re.compile(r"\b(?:take|leave|pull|cut|keep)\b(?=.*\bout\b)")
PUT_IN = re.compile(r"\b(?:put|bring|throw|have)\b(?=.*\bin$)|\bas well\b|\btoo\b")
WITHOUT_EDGE = re.compile(
    r"\b(?:no|without|skip|lose|drop|cut|remove|delete|leave out|cut out|"
    r"get rid of|take out|ditch|scrap|kill|axe|bin|throw out|do away with)(?: the| its| that)?\s*$"
)
EDGE_BARS = re.compile(rf"\b(?:the )?(?:very )?(?P<edge>first|last)\s+(?:(?P<n>{NUMBER})\s+bars?|bar|measure)s?\b")
COMING_OR_GOING = (
    r"(?:(?:then|also) )?(?:stops?|drops? out|leaves?|falls? silent|goes? silent|pauses?|disappears?|cuts? out|exits?|"
    r"comes? (?:back )?in|comes? back|enters?|re-?enters?|joins?|kicks? in|starts? again|begins? again|ends?|"
    r"finish(?:es)?)"
)
STARTERS = (
    r"(?:make|add|drop|no|without|more|less|fewer|a bit|a little|slightly|much|end|another|lose|remove|bring|take|put|"
    r"give|in|at|as|only|just|redo|change|swap|replace|fade|\w+er|an? \w{3,}er)\b"
)
SPLIT = re.compile(
    rf"[,;.!?]+(?!\d)|\bbut\b|\bthen\b|\band\s+(?={STARTERS})|"
    rf"\band\s+(?={COMING_OR_GOING} (?:again )?(?:at|in|from|after|before|on|with|until|for)\b)|"
    r"\band\s+(?=the (?:first|last|second|intro|outro|chorus|verse|bridge|ending|middle)\b)|"
    r"\band (?=(?:the )?[a-z]+ (?:louder|softer|quieter|busier|sparser|higher|lower|up|down|out|stronger|weaker)\b)|"
    r"\bwith (?=(?:a )?(?:louder|quieter|softer|bigger|calmer|busier|sparser|faster|slower)\b)"
)
SWAPPED = re.compile(r"\b(?:instead|swap|replace|exchange|rather than|switch|turn|change|use|trade)\b")
INTO_ANOTHER = re.compile(r"\b(?:swap|switch|replace|exchange|change|turn|trade)\b.*\b(?:for|with|by|to|into)\b")
INSTEAD = re.compile(r"\b(?:instead of|rather than|in place of)\b")
TRADED = re.compile(r"\b(?:swap|exchange|trade)\b")
ONE_MORE = re.compile(r"\badd (?:another|a new|one more)\b|\ba second (?=[a-z])")
ONLY_THERE = re.compile(
    r"\b(?:only|just) (?:in|at|for|on|during|from|until|till|between|before|after|since)\b|\b(?:only|just)[ _]*$"
)
TURNED_INTO = re.compile(r"\b(?:change|turn|switch)\b.*\b(?:to|into|for)\b")
ONLY = re.compile(r"\b(?:only|just|nothing but)\b")
TO_MODE = re.compile(
    r"\b(?:from (?:major|minor) )?(?:(?:switch|change|turn) )?(?:to|in|into|make it)\s+(?:a |more )?"
    r"(?P<mode>major|minor)\b"
)
TO_KEY = re.compile(r"\bkey (?:to|of) (?P<key>[a-g](?:#|b)?)\b(?! ?(?:major|minor))")
TO_ANOTHER = re.compile(r"\bchange (?:it|this|that) (?:to|into)\b")
# Nobody describes a new piece with these first.
BEGINNINGS = re.compile(
    r"(?:(?:please|ok|okay|hmm|so|well|no),? )?"
    r"(?:i prefer|we prefer|in|at|as|to|with|without|no|but|and|now|make|only|just|let|give|fade|end|loop|build|turn|"
    r"change|switch|set|put|more like|move|take|get|keep|leave|don't|"
    r"play|"
    r".*\b(?:version|take|variant) of (?:it|this|that)|"
    r"let's|lets|the same|same|exactly|just like|like this|trim|cut|shorten|extend|stretch|shave|down to|up to|"
    r"an? (?:build|riser|key change)\b|(?:(?:i|we) (?:want|need) )?(?:an? )?(?:big )?hit (?:points? )?(?:at|on)\b|"
    r"from|go to|rather|shift|bring|raise|lower|have|start|finish|get|transpose|"
    r"(?:can|could|should|would) (?:it|this|that)|(?:i|we) (?:only |just )?need|"
    r"(?:can|could|may|would) (?:we|you|i)\b.* (?:it|this|that))\b"
)
# Nobody asks for a new piece by so few words and one of these.
AT_THE_END_OF_ASKING = re.compile(
    r"\b(?:please|instead|would be (?:better|nice|great|good)|this time|"
    r"is all (?:i|we) need|will do|would do|is plenty)[ .!]*$"
)
# What points to a piece that is there: nobody says these of music that is yet to be asked for, in a few words.
POINTS_TO_IT = re.compile(
    r"\b(?:it|it's|its|this|that|them|everything|everybody|again|another|instead|more|less|fewer|too|enough|longer|shorter|louder|quieter|"
    r"softer|faster|slower|higher|lower|repeat|remove|add|drop|cut|lose|mute|replace|swap|don't|doesn't|isn't|aren't|"
    r"\w+er (?=chords|harmony|drums|melody|bass|sound|part|tune|beat|"
    r"pads?|strings|piano|guitars?|synths?|horns?|choir|sax)|try|needs?|change|"
    r"bars? (?:intro|outro)|deeper|earlier|later|any other|kind of|kinda|sounds?|feels?|should|start|"
    r"the (?:intro|outro|climax|breakdown|end|ending|chorus|verse|bridge|drop|middle|start|melody|tune|bass|drums|beat|"
    r"chords|harmony|tempo|key|rhythm|solo|mix|first|last|second))\b"
)
MOST_WORDS = 14  # of what is about a piece, and not a prompt of its own
SAID = ("tempo_bpm", "key", "meter", "length_seconds", "style", "arc", "texture", "density", "hit_kinds", "hits")
REPEATED = re.compile(
    r"^(?!.*\b(?:try|redo|write|compose|redone)\b).*\b(?:once more|one more time|twice(?! as)|two times)\b|"
    r"\b(?:repeat|repeated|double(?=(?: the| that)?[ _]*$)|"
    r"(?:play|have|hear|run)\b.*\b(?:twice(?! as)|once more|again|two times|a second time)|"
    r"(?:(?:add|insert|put in) another|one more|an extra|a second|add (?:one|an extra))(?=[ _]*$)|"
    r"bring back|(?:bring|come) .*\bback\b|come back to|go back to|reprise)\b"
)
BROUGHT_BACK = re.compile(r"\b(?:bring|come|comes|coming|brought)\b.*\bback\b")
REGISTER = re.compile(
    r"\b(?P<too>too |less )?(?P<way>higher|lower|high|low)(?: up| down)?\b(?! ?(?:volume|energy|tempo|in the mix))"
)
BEYOND_WHERE = re.compile(r"\b(?:towards?)\s+(?:the |its )?$")
THE_END = re.compile(r"(?:the )?(?:very )?end(?:ing)?")
PUT_IN_SECTION = re.compile(
    r"\b(?:add|insert|include|write|needs?|could use|could do with|have|want|put in|put)\s+"
    r"(?:an?|some kind of an?|some sort of an?)\s+"
    r"(?:(?:proper|real|short|little|quick|brief|simple|small|nice|new)\s+)*$"
)
DOUBLED = re.compile(
    r"\b(?:double|doubled|doubling|doubles)\b(?! (?:time|kick|bass|the (?:tempo|speed|length|chorus|verse)))"
)
INTERVAL_AWAY = re.compile(
    r"(?:\b(?:an?|one|in|at the|the)\s+)?(?:\b(?P<before>upper|lower)\s+)?"
    r"\b(?P<step>octaves?|thirds?|fourths?|fifths?|sixths?)\b"
    r"(?:\s+(?P<way>above|below|higher|lower|under|up|down|beneath)\b(?:\s+it)?)?"
)
PLAYED_ON = re.compile(
    r"\b(?:(?:play|put|do|have|let|hear|try|write|set) (?:it|this|that|everything)(?: all)?(?: be)?(?: played)?|"
    r"(?:it|this) (?:should|could|must) be(?: played)?|played) (?:on|by|for|with) (?:an?|the|my|some)?|"
    r"\bswap (?:it|this|that) for\b"
)
PLAYED_BY = re.compile(r"\b(?:play|put|do) .*\b(?:on|by)\b")
A_SECOND = re.compile(
    r"(?:an?|some|another) (?=second (?:voice|part|melody)|counter|descant|harmony (?:line|voice|part)|accompan)"
)
# What is left of words by which somebody plays the tune.
PLAYS = re.compile(r"\b(?:plays?|played|takes?|took|carr(?:y|ies)|sings?|on|by)\b")
CARRIES = frozenset(
    (
        "plays",
        "played",
        "carry",
        "carries",
        "takes",
        "taking",
        "sings",
        "gets",
        "leads",
        "leading",
        "role",
        "performs",
        "carrying",
    )
)
EVERYBODY = re.compile(r"\beverybody\b")
ALL_BUT = re.compile(r"\bredo the others beside\b")
GETS_LOUDER = re.compile(r"\bgets (?P<way>louder|softer|quieter)\b")
ONE_OF = re.compile(r"\ban? ")
LET_IN = re.compile(r"\b(?:bring|let|have|get|put)\b(?=[^,]*\bin\b)")
IN_THE = re.compile(r"\b(?:in|during|for) (?:the|its|each|every)? ?$")
FROM_THE = re.compile(r"\bfrom (?:the|its)? ?$")
SILENCE = re.compile(
    r"\b(?:(?:a |complete |total |dead |full |short |brief )*silence|"
    r"(?:mute|silence|cut|stop) (?:everything|everybody|all)|"
    r"(?:everything|everybody|all) (?:stops?|(?:is |goes |falls |be )?silent)|no (?:music|sound)(?: at all)?)\b"
)
LASTS = re.compile(rf"\bfor (?:about |around |exactly )?(?P<n>{NUMBER})[ -]{UNIT}\b")
LATER = re.compile(r"\b(?P<way>later|earlier)\b")
KEPT = re.compile(r"\bholding the (?P<what>tempo|key|length|tune)\b")
KEPT_FIELDS = {"tempo": "tempo_bpm", "key": "key", "length": "length_seconds", "tune": "tune"}
KEPT_MODE = re.compile(r"\bholding (?P<mode>major|minor)\b")
SWING = re.compile(r"\b(?P<way>swing more|swing less)\b")
STRUCK = re.compile(r"\bstruck (?P<what>fill|roll)\b")
SEVENTHS = re.compile(r"\b(?P<way>add|no) sevenths\b")
WITH_STICKS = re.compile(r"\bplayed with sticks\b")
KIT_GONE = re.compile(r"\b(?:no|without|don't want)\b")
TO_BARS = re.compile(rf"\b(?:to )?{NUMBER}[ -](?:bars?|measures?)\b")
REFUSALS = frozenset({"don't", "dont", "never", "neither", "nor", "doesn't", "not", "no", "without"})
JOINING = ("and", "with", "plus", "give me", "i want", "we want", "i need", "we need", "use")
USED = re.compile(r"\b(?:use|add|take|try|keep|want|have|hear)\b")
PRONOUN = re.compile(r"\b(?:something else|something different|them|those|one|it|this one|that one|that)\b")


def is_longer(text: str) -> bool:
    """Return whether a text asks for some bars or seconds more or less."""
    return any(form.search(text) for form in LONGER)


LESS_OF = re.compile(r"\b(?:less|fewer|not so much|not as much|reduce)\b")
