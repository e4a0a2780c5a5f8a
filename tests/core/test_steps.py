"""How checks ask, and what running them together means."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverkit.core.errors import DriverError, UsageError
from deliverkit.core.questions import Answer, Dns, Question, Status, a, txt
from deliverkit.core.steps import Answers, Batch, Check, Done, Steps, advance, ask, ask_all, check, together

Drive: TypeAlias = Callable[[Question[Any]], Any]


def told(question: Question[Any]) -> str:
    return f"told {question.uri}"


def drive(steps: Steps[Any], answer: Drive = told) -> tuple[Any, list[Batch]]:
    """The value, and every batch that was asked."""
    batches: list[Batch] = []
    step = advance(steps, None)
    while not isinstance(step, Done):
        batches.append(step)
        step = advance(steps, tuple(answer(question) for question in step))
    return step.value, batches


# ---------------------------------------------------------------- a check

asked: list[str] = []


@check
def asking(*names: str, last: str = "") -> Steps[list[Any]]:
    """Ask for addresses, one after the other."""
    values: list[Any] = []
    for name in names:
        values += [(yield from ask(a(name)))]
    return values


@check
def asking_more(first: str) -> Steps[Any]:
    one = yield from asking(first)
    rest = yield from ask_all((txt("x"), txt("y")))
    none: tuple[Question[Any], ...] = ()
    nothing = yield from ask_all(none)
    return one, rest, nothing


def test_a_check_asks_in_batches() -> None:
    value, batches = drive(iter(asking_more("a")))
    assert value == (["told dns:a?type=A"], ("told dns:x?type=TXT", "told dns:y?type=TXT"), ())
    assert batches == [(a("a"),), (txt("x"), txt("y"))]


def test_a_check_can_be_run_again() -> None:
    one = asking("a", "b")
    assert isinstance(one, Check)
    assert drive(iter(one)) == drive(iter(one))
    assert iter(one) is not iter(one)


def test_a_check_says_that_it_was_not_run() -> None:
    one = asking("a", last="b")
    assert repr(one) == "<core.asking('a', last='b'), not run yet: dk.run(...)>"
    with pytest.raises(AttributeError) as caught:
        getattr(one, "value")  # noqa: B009 the type checkers refuse the attribute
    assert str(caught.value) == "core.asking(...) has no 'value': it was not run yet, dk.run(...) runs it"
    assert not hasattr(one, "findings")


def test_a_check_shows_the_start_of_long_arguments() -> None:
    one = asking("x" * 78, last="y" * 1_000_000)
    assert repr(one) == f"<core.asking('{'x' * 78}', last='{'y' * 76}...), not run yet: dk.run(...)>"


def test_a_decorated_function_stays_what_it_was() -> None:
    assert asking.__name__ == "asking"
    assert asking.__doc__ == "Ask for addresses, one after the other."
    assert asking.__module__ == __name__
    assert repr(asking) == "<check core.asking>"


def test_a_check_can_be_sent_to_another_process() -> None:
    one = asking("a", "b", last="c")
    for other in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert repr(other) == repr(one)
        assert drive(iter(other)) == drive(iter(one))
    assert pickle.loads(pickle.dumps(asking)) is asking


def test_a_check_outside_any_package_has_a_short_name() -> None:
    def start() -> Steps[None]:
        yield from ()

    start.__module__ = "__main__"
    assert repr(check(start)()) == "<start(), not run yet: dk.run(...)>"


# ---------------------------------------------------------------- advancing


def test_advancing_ends_with_the_value() -> None:
    steps = iter(asking("a"))
    assert advance(steps, None) == (a("a"),)
    done = advance(steps, ("x",))
    assert isinstance(done, Done)
    assert done.value == ["x"]


def test_an_empty_answer_is_an_answer() -> None:
    def start() -> Steps[Any]:
        return (yield ())

    steps = start()
    assert advance(steps, None) == ()
    done = advance(steps, ())
    assert isinstance(done, Done)
    assert done.value == ()


def test_a_stop_iteration_inside_a_check_is_not_its_end() -> None:
    def start() -> Steps[Any]:
        yield from ask(a("a"))
        return next(iter(()))

    steps = start()
    advance(steps, None)
    with pytest.raises(RuntimeError, match="generator raised StopIteration"):
        advance(steps, ("x",))


# ---------------------------------------------------------------- together

# a program of a check: a question, several at once, one thing after the other, things together
Program: TypeAlias = "str | tuple[str, tuple[Program, ...]]"
NAMES = st.sampled_from("abc")


def _ways(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.sampled_from(["after", "together", "nested"]), st.lists(inner, max_size=3).map(tuple))


PROGRAMS: st.SearchStrategy[Any] = st.recursive(
    NAMES | st.tuples(st.just("at once"), st.lists(NAMES, max_size=3).map(tuple)), _ways, max_leaves=12
)


@check
def perform(program: Any, log: Any = None) -> Steps[Any]:
    """Carry a program out; *log* counts what is open."""
    if log is not None:
        log.append(1)
    try:
        match program:
            case str():
                return (yield from ask(a(program)))
            case ("at once", names):
                return (yield from ask_all(tuple(txt(name) for name in names)))
            case ("after", parts):
                values: list[Any] = []
                for part in parts:
                    values += [(yield from perform(part, log))]
                return tuple(values)
            case _:
                _, parts = program
                return (yield from together(*(perform(part, log) for part in parts)))
    finally:
        if log is not None:
            log.append(-1)


def meaning(program: Any, answer: Drive) -> Any:
    """What carrying it out comes to when nothing is done together."""
    match program:
        case str():
            return answer(a(program))
        case ("at once", names):
            return tuple(answer(txt(name)) for name in names)
        case _:
            return tuple(meaning(part, answer) for part in program[1])


def rounds(program: Any) -> int:
    match program:
        case str():
            return 1
        case ("at once", names):
            return min(len(names), 1)
        case ("after", parts):
            return sum(map(rounds, parts))
        case _:
            return max(map(rounds, program[1]), default=0)


@settings(max_examples=300)
@given(PROGRAMS)
def test_together_means_what_one_by_one_means(program: Any) -> None:
    value, batches = drive(iter(perform(program)))
    assert value == meaning(program, told)
    assert len(batches) == rounds(program)
    assert all(batches)


@settings(max_examples=200)
@given(st.lists(PROGRAMS, max_size=4))
def test_a_round_asks_each_question_once_in_order(programs: list[Any]) -> None:
    value, batches = drive(together(*(perform(program) for program in programs)))
    alone = [drive(iter(perform(program))) for program in programs]
    assert value == tuple(one for one, _ in alone)
    for at, batch in enumerate(batches):
        wanted = [question for _, one in alone if at < len(one) for question in one[at]]
        assert batch == tuple(dict.fromkeys(wanted))


@settings(max_examples=200)
@given(PROGRAMS, st.integers(0, 8))
def test_a_check_closed_early_leaves_nothing_running(program: Any, after: int) -> None:
    log: list[int] = []
    steps = iter(perform(program, log))
    step = advance(steps, None)
    for _ in range(after):
        if isinstance(step, Done):
            break
        step = advance(steps, tuple(map(told, step)))
    steps.close()
    assert sum(log) == 0


@settings(max_examples=200)
@given(PROGRAMS, st.integers(0, 8))
def test_a_check_whose_driver_fails_leaves_nothing_running(program: Any, after: int) -> None:
    log: list[int] = []
    steps = iter(perform(program, log))
    step = advance(steps, None)
    for _ in range(after):
        if isinstance(step, Done):
            return
        step = advance(steps, tuple(map(told, step)))
    if not isinstance(step, Done):
        with pytest.raises(ZeroDivisionError):
            steps.throw(ZeroDivisionError())
    assert sum(log) == 0


def test_together_without_anything() -> None:
    assert drive(together()) == ((), [])


def test_generators_and_checks_run_together() -> None:
    one = asking("a")
    value, batches = drive(together(one, one, iter(one), asking("b", "a")))
    assert value == (["told dns:a?type=A"],) * 3 + (["told dns:b?type=A", "told dns:a?type=A"],)
    assert batches == [(a("a"), a("b")), (a("a"),)]


def test_the_same_generator_twice_is_refused() -> None:
    steps = iter(asking("a"))
    with pytest.raises(UsageError, match=r"^together\(\) was given the same generator twice; make a fresh one"):
        together(steps, asking("b"), steps)


@pytest.mark.parametrize("answers", [(), ("x",), ("x", "y", "z")])
def test_a_wrong_number_of_answers_breaks_the_contract(answers: Answers) -> None:
    log: list[int] = []
    steps = together(perform("a", log), perform("b", log))
    assert advance(steps, None) == (a("a"), a("b"))
    with pytest.raises(DriverError) as caught:
        advance(steps, answers)
    assert str(caught.value) == f"2 questions were asked and {len(answers)} answered"
    assert sum(log) == 0


class Closed:
    """A check that says when it is closed, and may refuse."""

    def __init__(self, log: list[str], name: str, *, fails_at: int = 9, refuses: bool = False) -> None:
        self.log = log
        self.name = name
        self.fails_at = fails_at
        self.refuses = refuses

    def start(self) -> Steps[str]:
        try:
            for at in range(3):
                if at == self.fails_at:
                    raise ZeroDivisionError(self.name)
                yield from ask(a(self.name))
        finally:
            self.log.append(self.name)
            if self.refuses:
                raise ValueError(self.name)
        return self.name


@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_an_exception_in_one_closes_the_others(fails_at: int) -> None:
    log: list[str] = []
    steps = together(Closed(log, "a").start(), Closed(log, "b", fails_at=fails_at).start(), Closed(log, "c").start())
    with pytest.raises(ZeroDivisionError, match=r"^b$"):
        drive(steps)
    # what never started has nothing to close
    assert sorted(log) == (["a", "b"] if fails_at == 0 else ["a", "b", "c"])


def test_one_that_fails_to_close_does_not_keep_the_others_open() -> None:
    log: list[str] = []
    steps = together(*(Closed(log, name, refuses=name == "b").start() for name in "abc"))
    advance(steps, None)
    with pytest.raises(ValueError, match=r"^b$"):
        steps.close()
    assert sorted(log) == ["a", "b", "c"]


def test_answers_reach_the_one_that_asked() -> None:
    def told_apart(question: Question[Any]) -> Answer[Any]:
        assert isinstance(question, Dns)
        return Answer(Status.FOUND, (question.name,))

    value, _ = drive(together(asking("a", "b"), together(asking("b"), asking("c", "a"))), told_apart)
    names = [[one.records[0] for one in values] for values in (value[0], *value[1])]
    assert names == [["a", "b"], ["b"], ["c", "a"]]
