"""Which requests a rule strikes, and how rules are written."""

from __future__ import annotations

import threading

import pytest

from chromalink_mock.fault_rules import document, read_rule, rule_from, rules_from
from chromalink_mock.faults import (
    Action,
    Corrupt,
    Faults,
    HtmlPage,
    Latency,
    Refused,
    Reset,
    Rule,
    SlowBody,
    Status,
    Timeout,
    Truncated,
    WrongContentType,
)

BUSY = Status(503)


def struck(
    faults: Faults, count: int, operation: str | None = "addRecords", method: str = "POST", path: str = "/x"
) -> str:
    """For each of so many requests `x` where a rule strikes, `.` where none does."""
    return "".join(".x"[faults.verdict(operation, method, path).rule is not None] for _ in range(count))


def test_without_rules_nothing_is_active() -> None:
    faults = Faults()
    assert not faults.active
    rule = faults.put(Rule(BUSY))
    assert faults.active
    faults.remove(rule)
    assert not faults.active


def test_a_rule_strikes_so_often_after_so_many() -> None:
    assert struck(Faults([Rule(BUSY, times=2, after=1)]), 5) == ".xx.."


def test_a_rule_without_bounds_strikes_for_ever() -> None:
    assert struck(Faults([Rule(BUSY)]), 3) == "xxx"


@pytest.mark.parametrize(
    ("rule", "operation", "method", "path", "strikes"),
    [
        (Rule(BUSY, operation="addRecords"), "addRecords", "POST", "/", True),
        (Rule(BUSY, operation="addRecords"), "getRecords", "POST", "/", False),
        (Rule(BUSY, operation="*Records"), "getRecords", "POST", "/", True),
        (Rule(BUSY, operation="*"), None, "GET", "/nowhere", False),
        (Rule(BUSY), None, "GET", "/nowhere", True),
        (Rule(BUSY, method="delete"), "deleteCollection", "DELETE", "/", True),
        (Rule(BUSY, method="DELETE"), "deleteRecords", "POST", "/", False),
        (Rule(BUSY, path="*/films/*"), "getCollection", "GET", "/a/films/b", True),
        (Rule(BUSY, path="/films"), "getCollection", "GET", "/films/b", False),
    ],
)
def test_operation_method_and_path_all_have_to_fit(
    rule: Rule, operation: str | None, method: str, path: str, strikes: bool
) -> None:
    assert (Faults([rule]).verdict(operation, method, path).rule is rule) is strikes


def test_requests_that_do_not_fit_are_not_counted() -> None:
    faults = Faults([Rule(BUSY, operation="addRecords", after=1)])
    assert struck(faults, 3, "getRecords") == "..."
    assert struck(faults, 2, "addRecords") == ".x"


def test_the_first_rule_that_fits_strikes_and_hides_the_others() -> None:
    first, second = Rule(BUSY, times=1), Rule(Timeout(), times=1)
    faults = Faults([first, second])
    assert [faults.verdict(None, "GET", "/").rule for _ in range(3)] == [first, second, None]


def test_latencies_add_up_in_front_of_what_strikes() -> None:
    faults = Faults([Rule(Latency(0.5)), Rule(Latency(0.25), times=1), Rule(BUSY)])
    verdict = faults.verdict(None, "GET", "/")
    assert (verdict.delay, verdict.rule) == (0.75, Rule(BUSY))
    assert faults.verdict(None, "GET", "/").delay == 0.5


def test_chance_is_repeatable_by_seed() -> None:
    one, same, other = (struck(Faults([Rule(BUSY, probability=0.5)], seed=seed), 64) for seed in (1, 1, 2))
    assert one == same != other
    assert 16 < one.count("x") < 48


def test_times_count_strikes_and_not_escapes() -> None:
    faults = Faults([Rule(BUSY, probability=0.5, times=3)], seed=7)
    assert struck(faults, 100).count("x") == 3
    assert faults.hits(Rule(BUSY, probability=0.5, times=3)) == 3


def test_every_strike_is_counted_once_in_many_threads() -> None:
    faults = Faults([Rule(BUSY, times=100)])
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(struck(faults, 50))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "".join(found).count("x") == 100


def test_an_unknown_operation_is_refused_with_the_nearest() -> None:
    faults = Faults()
    faults.expect({"addRecords", "getRecords"})
    with pytest.raises(ValueError, match="there is no 'addRecord'; did you mean addRecords"):
        faults.add("addRecord", BUSY)
    with pytest.raises(ValueError, match="there is no 'zzz"):
        faults.add("zzz*", BUSY)
    assert faults.add("*Records", BUSY).operation == "*Records"


def test_a_rule_that_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(LookupError, match="no such rule"):
        Faults().remove(Rule(BUSY))


@pytest.mark.parametrize(
    ("action", "usual"),
    [
        (BUSY, False),
        (HtmlPage(), False),
        (Timeout(), False),
        (Refused(), False),
        (Reset("before"), False),
        (Reset("during"), True),
        (Reset("after"), True),
        (Truncated(), True),
        (Corrupt(), True),
        (WrongContentType(), True),
        (SlowBody(1), True),
        (Latency(1), True),
    ],
)
def test_whether_an_operation_is_carried_out_has_a_usual_answer(action: Action, usual: bool) -> None:
    assert Rule(action).applies is usual


@pytest.mark.parametrize(
    "make",
    [
        lambda: Rule(Refused(), applied=True),
        lambda: Rule(Reset("after"), applied=False),
        lambda: Rule(Latency(1), applied=False),
        lambda: Rule(BUSY, times=0),
        lambda: Rule(BUSY, after=-1),
        lambda: Rule(BUSY, probability=0.0),
        lambda: Rule(BUSY, probability=1.5),
        lambda: Status(199),
        lambda: Status(503, retry_after=-1),
        lambda: HtmlPage(600),
        lambda: Latency(float("inf")),
        lambda: SlowBody(1, pieces=0),
        lambda: Truncated(1.0),
        lambda: Reset("between"),  # type: ignore[arg-type]  # what is refused at run time
        lambda: WrongContentType("text/html\r\nx: y"),
    ],
)
def test_what_cannot_be_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=r"expected|cannot be"):
        make()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("addRecords:503", Rule(Status(503), "addRecords")),
        ("addRecords:503:times=2:retry_after=1", Rule(Status(503, retry_after=1), "addRecords", times=2)),
        ("*:latency=0.2", Rule(Latency(0.2))),
        ("queryRecords:reset=during:probability=0.1", Rule(Reset("during"), "queryRecords", probability=0.1)),
        ("get*:reset:applied=true", Rule(Reset("before"), "get*", applied=True)),
        ("*:timeout:method=POST:path=/api/v2/tenants", Rule(Timeout(), method="POST", path="/api/v2/tenants")),
        ("*:refused:after=3", Rule(Refused(), after=3)),
        ("*:truncated", Rule(Truncated(0.5))),
        ("*:truncated=0.9", Rule(Truncated(0.9))),
        ("*:corrupt", Rule(Corrupt())),
        ("*:content_type=text/plain", Rule(WrongContentType("text/plain"))),
        ("*:html", Rule(HtmlPage(502))),
        ("*:html=504", Rule(HtmlPage(504))),
        ("*:slow_body=2:pieces=4", Rule(SlowBody(2, 4))),
        ("*:500:error=Broken:message=true", Rule(Status(500, error="Broken", message="true"))),
    ],
)
def test_a_rule_is_written_in_one_line_and_as_an_object(text: str, rule: Rule) -> None:
    assert read_rule(text) == rule
    assert rule_from(document(rule)) == rule


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("addRecords", "expected OPERATION:FAULT"),
        ("", "expected OPERATION:FAULT"),
        (":503", "expected OPERATION:FAULT"),
        ("*:times=2", "exactly one of .*; got none"),
        ("*:503:timeout", "exactly one of .*; got status and timeout"),
        ("*:503:tmes=2", "tmes: not known here"),
        ("*:503:times=two", "times: expected a number"),
        ("*:503:times=1.5", "times: expected a whole number"),
        ("*:503:times=true", "times: expected a whole number"),
        ("*:503:times=1:times=2", "times: given twice"),
        ("*:sleepy", "'sleepy': expected a status"),
        ("*:99", "status: expected"),
        ("*:timeout=false", "timeout: expected true"),
        ("*:503:applied=1", "applied: expected true or false"),
        ("*:latency=true", "latency: expected a number"),
        ("*:slow_body=1:pieces=0", "pieces: expected"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_name(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_rule(text)


def test_a_list_of_rules_says_which_is_wrong() -> None:
    assert rules_from([{"status": 503}, {"timeout": True}]) == (Rule(Status(503)), Rule(Timeout()))
    with pytest.raises(ValueError, match="rule 1: expected exactly one"):
        rules_from([{"status": 503}, {"times": 1}])
    with pytest.raises(ValueError, match="rule 0: expected an object"):
        rules_from(["addRecords:503"])
    with pytest.raises(ValueError, match="expected an array"):
        rules_from({"status": 503})
