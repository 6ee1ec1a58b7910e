"""Two people decide on one plan at the same moment, each in a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.people.models import Person
from dagdeel.year.choices import actions
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import PlanState
from tests import cast as make
from tests.cast import NOW, make_cast


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_who_agree_at_once_one_wins_and_the_other_hears_it() -> None:
    cast = make_cast()
    with scope.of(cast.partnership):
        editions = make.brochure(cast.year, 4)
        opens, deadline = date(2016, 3, 1), date(2016, 12, 1)
        actions.open_round(cast.year, opens=opens, deadline=deadline, by=cast.programme_lead, at=NOW)
        plan = SchoolPlan.objects.get(school=cast.school)
        actions.choose(plan, editions=editions, revision=0, by=cast.school_educator, at=NOW)
        actions.propose(plan, revision=1, by=cast.school_educator, at=NOW)
    heads = [cast.head, *(make.person() for _ in range(5))]
    barrier = Barrier(len(heads))

    def decide(who: Person) -> str:
        try:
            with scope.of(cast.partnership):
                mine = SchoolPlan.objects.get(pk=plan.pk)
                barrier.wait()
                actions.agree(mine, revision=2, by=who, at=NOW)
                return "agreed"
        except actions.AlreadyDecided:
            return "already decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(heads)) as pool:
        answers = list(pool.map(decide, heads))
    assert sorted(answers) == ["agreed", *["already decided"] * 5]
    with scope.of(cast.partnership):
        assert Entry.objects.filter(verb="plan.agreed").count() == 1
        decided = SchoolPlan.objects.get(pk=plan.pk)
        assert (decided.state, decided.revision) == (PlanState.AGREED, 3)
