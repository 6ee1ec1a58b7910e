"""What is asked of the optimiser, as plain values that can be stored with the answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from dagdeel.year.planning.states import ProposalMode


class CannotHold(Exception):
    """Lines that had to stay as they are cannot: why, a sentence a language, with numbers where names will stand."""

    def __init__(self, said: Mapping[str, str]) -> None:
        super().__init__(said["en"])
        self.said = said


@dataclass(frozen=True)
class Lock:
    """A session that keeps this trainer and half-day in the proposal. The plan itself does not change."""

    session: int
    trainer: int
    slot: str


@dataclass(frozen=True)
class Also:
    """A school that also offers every such half-day: weekday 0 is Monday."""

    school: int
    weekday: int
    half_day: str


@dataclass(frozen=True)
class Extra:
    """A trainer who can also come on this half-day."""

    trainer: int
    slot: str


@dataclass(frozen=True)
class Most:
    """A trainer with another maximum of sessions in the year."""

    trainer: int
    sessions: int


@dataclass(frozen=True)
class WhatIf:
    """What a proposal supposes that is not so."""

    without: tuple[int, ...] = ()
    also: tuple[Also, ...] = ()
    extra: tuple[Extra, ...] = ()
    most: tuple[Most, ...] = ()
    per_week: int | None = None

    def __bool__(self) -> bool:
        return self != WhatIf()


@dataclass(frozen=True)
class Question:
    """What may move, what must stay, and what is supposed. The same question about the same year has the same answer."""

    mode: ProposalMode = ProposalMode.LEAST
    what_if: WhatIf = WhatIf()
    locks: tuple[Lock, ...] = ()
    most_touched: int | None = None  # so many trainers may get something that was not theirs; None: any number
    absent: int | None = None  # the trainer whose absence is the occasion; the absence itself stands in the year
    seed: int = 1

    def to_json(self) -> dict[str, Any]:
        """Plain values; what is empty is left out of the supposition, so that it is false when nothing is supposed."""
        supposed = {name: value for name, value in asdict(self.what_if).items() if value}
        return {
            "mode": str(self.mode.value),
            "what_if": supposed,
            "locks": [asdict(lock) for lock in self.locks],
            "most_touched": self.most_touched,
            "absent": self.absent,
            "seed": self.seed,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        supposed = value["what_if"]
        return cls(
            mode=ProposalMode(value["mode"]),
            what_if=WhatIf(
                without=tuple(supposed.get("without", ())),
                also=tuple(Also(**item) for item in supposed.get("also", ())),
                extra=tuple(Extra(**item) for item in supposed.get("extra", ())),
                most=tuple(Most(**item) for item in supposed.get("most", ())),
                per_week=supposed.get("per_week"),
            ),
            locks=tuple(Lock(**item) for item in value["locks"]),
            most_touched=value["most_touched"],
            absent=value["absent"],
            seed=value["seed"],
        )
