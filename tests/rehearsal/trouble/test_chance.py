"""Random choices: repeated by the seed, whatever order they are asked in."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.trouble.chance import Chance

QUESTIONS = st.lists(st.tuples(st.sampled_from(["lost", "throttled"]), st.sampled_from(["urn:a", "urn:b", "urn:c"])), max_size=12)


def answers(chance, questions):
    found = {}
    for question in questions:
        found.setdefault(question, []).append(chance.draw(*question))
    return found


@pytest.mark.behaviour("Trouble on request", "All of it repeats by seed, whatever order requests come in.")
@given(questions=QUESTIONS, order=st.randoms(use_true_random=False), seed=st.integers())
def test_the_order_between_subjects_changes_nothing(questions, order, seed):
    other = list(questions)
    order.shuffle(other)
    assert answers(Chance(seed, 1), questions) == answers(Chance(seed, 1), other)


def test_threads_change_nothing():
    chance, found = Chance(7), {}

    def ask(subject):
        found[subject] = [chance.draw("lost", subject) for _ in range(200)]

    threads = [threading.Thread(target=ask, args=(f"urn:{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = Chance(7)
    assert found == {f"urn:{number}": [alone.draw("lost", f"urn:{number}") for _ in range(200)] for number in range(8)}


def test_seed_operation_kind_subject_and_count_make_a_difference():
    chance = Chance(1, 1)
    drawn = [chance.draw("lost", "urn:a"), chance.draw("lost", "urn:a"), chance.draw("lost", "urn:b"), chance.draw("throttled", "urn:a")]
    drawn += [Chance(2, 1).draw("lost", "urn:a"), Chance(1, 2).draw("lost", "urn:a")]
    assert len(set(drawn)) == len(drawn)


def test_chances_come_true_as_often_as_they_say():
    chance = Chance(3)
    for wanted in (0.0, 0.1, 0.7, 1.0):
        happened = sum(chance.happens(wanted, "lost", "urn:a") for _ in range(4000)) / 4000
        assert abs(happened - wanted) < 0.03


def test_spans_are_filled_and_kept():
    chance = Chance(3)
    drawn = [chance.between((5, 10), "delay", "urn:a") for _ in range(500)]
    assert 5 <= min(drawn) < 5.2
    assert 9.8 < max(drawn) < 10
    assert chance.between((4, 4), "delay", "urn:a") == 4
