"""What a screener should look at in a remark: names, and words about health. It marks too much rather than too little."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from dagdeel.base.partnerships.models import Membership

Why = Literal["", "name", "health"]
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
TITLES = frozenset({"dhr", "meneer", "mevrouw", "mevr", "mw", "juf", "juffrouw", "meester", "mr", "mrs", "ms", "dr"})
# given names that are frequent in the Netherlands and hardly ever another word
NAMES = """
aaron abdel adam ahmed aisha ali alex amina amir amy andre anja anke anna anne annelies annemarie anouk arjan astrid ayse
barbara bart bas ben bianca bilal bram brigitte carla carolien casper cato charlotte chris christel claudia colin cor daan
daniel david demi dennis desiree diana dirk dylan ebru eline elise ellen els emily emma eric erik esmee esra esther eva
evelien evi fatima fatma femke fenna finn floor floris frank frans fred geert gerard gert gijs guus hanneke hans harm harry
hassan heleen hendrik henk herman hugo ibrahim ilse imane ingrid irene iris isa isabel ivo jaap jack jacqueline jan janneke
jantine jasmijn jasper jelle jeroen jesse jet jip joep johan johanna john joke joost jordy joris jos judith julia jurre
karim karin karlijn kees kevin khalid kim klaas koen lars laura lennart leonie levi lieke lies lisa loes lotte louise luca
lucas luuk maaike maarten maartje manon marc marcel marco margot maria marieke marijke marit marjan marjolein mark marleen
marloes marrit martijn martin matthijs maud max mehmet melissa menno merel michael michelle michiel mike milan mila milou
miranda mirjam mohamed mohammed monique mustafa myrthe nadia naomi natasja nicole niels nienke nina noah noor olaf olivier
omar pascal patricia patrick paul petra pieter pim puck quinten rachid ralph ramon rene renate rianne richard rick rik rob
robert robin roel ronald ronny roos rosa ruben rutger ruth sabine samira sander sandra sanne sara sarah sem silvia simone
sjaak sjoerd sofie stefan stephan steven sven sylvia tamara tanja tess teun thea theo thijs thomas tijmen tim tineke tobias
tom tygo vera victor vincent wendy wesley wiebe wietse willem willemijn wim wouter yara yasmin yassin youssef yusuf yvette
yvonne zoe
"""
GIVEN = frozenset(NAMES.split())
HEALTH = re.compile(
    r"^(ziek|ziekte|ziekmeld|ziekenhuis|zwanger|bevall|burn-?out|overspann|depress|angst|paniek|stress|kanker|chemo|therap|psych"
    r"|medicijn|medicatie|dokter|huisarts|bedrijfsarts|arts$|operatie|geopereerd|revalid|handicap|beperking|gehandicapt|rolstoel"
    r"|dyslex|autis|adhd|diabet|epileps|migraine|hartaanval|hartinfarct|corona|covid|verslav|miskra|rouw|overled|gezondheid"
    r"|ill$|illness|sick|pregnan|maternity|cancer|anxiety|disab|wheelchair|medicat|doctor|hospital|surgery|health|addict|grief"
    r"|miscarr|allerg|coeliak|celiac)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a remark, and why it is marked."""

    text: str
    why: Why = ""


def known_names() -> frozenset[str]:
    """The words in the names of everybody in the partnership. One query."""
    rows = Membership.objects.order_by().values_list("person__given_name", "person__surname").distinct()
    words = {word.casefold() for names in rows for name in names for word in WORD.findall(name)}
    return frozenset(word for word in words if len(word) > 1)


def marked(text: str, names: Collection[str]) -> list[Piece]:
    """The remark in pieces. A name counts when it is written with a capital, or is nobody's but a person's; so does what follows
    a title."""
    found: list[Piece] = []
    end, before = 0, ""
    for match in WORD.finditer(text):
        why = _why(match.group(), before, names)
        before = match.group().casefold()
        if why:
            if match.start() > end:
                found.append(Piece(text[end : match.start()]))
            found.append(Piece(match.group(), why))
            end = match.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return found


def _why(word: str, before: str, names: Collection[str]) -> Why:
    plain = word.casefold()
    bare = re.sub(r"['’]s$|s$", "", plain)
    if HEALTH.match(plain):
        return "health"
    if plain in GIVEN or bare in GIVEN:
        return "name"
    capital = word[:1].isupper()
    if capital and (before in TITLES or not {plain, bare}.isdisjoint(names)):
        return "name"
    return ""
