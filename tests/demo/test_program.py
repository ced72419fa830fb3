from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-W", "error", "-m", "stdlib_search"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "140", "PYTHONUTF8": "1"}


def test_a_question_of_ones_own_is_answered_with_a_table_and_the_times() -> None:
    done = subprocess.run(
        [*PROGRAM, "how", "do I read a csv file"], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "how do I read a csv file" in done.stdout
    assert "csv.reader" in done.stdout
    assert "embed and index, 4 batches in flight" in done.stdout
    plain, fused = sides(done.stdout, "how do I read a csv file")
    assert len(plain) == len(fused) == 10
    assert {name.partition(".")[0] for name in plain} == {"csv"}


def sides(output: str, question: str) -> tuple[list[str], list[str]]:
    """The names on either side of the last table of that question."""
    table = output.rpartition(f"\n{question}")[2].partition("└")[0]
    cells = [line.split("│") for line in table.splitlines() if line.startswith("│")]
    return [row[3].strip() for row in cells], [row[5].strip() for row in cells]


def rows(output: str, question: str, restriction: str) -> list[tuple[str, str]]:
    """Name and kind of each answer in the table between the question and the restriction."""
    table = output.partition(question)[2].partition(restriction)[0]
    cells = [line.split("│") for line in table.splitlines() if line.startswith("│")]
    return [(row[2].strip(), row[3].strip()) for row in cells]


@pytest.fixture(scope="module")
def done() -> subprocess.CompletedProcess[str]:
    """One run with the fixed questions."""
    return subprocess.run(PROGRAM, env=environment(), capture_output=True, text=True, check=False)


def test_the_fixed_questions_are_answered_under_their_restrictions(done: subprocess.CompletedProcess[str]) -> None:
    assert (done.returncode, done.stderr) == (0, "")

    running = rows(done.stdout, "run a subprocess and capture its output", "functions only")
    assert running[0][0] == "subprocess.run"
    assert {kind for _, kind in running} == {"function"}

    walking = rows(done.stdout, "walk a directory tree", "modules os and shutil")
    assert walking[0][0] == "os.walk"
    assert {name.partition(".")[0] for name, _ in walking} == {"os", "shutil"}

    dates = [name for name, _ in rows(done.stdout, "date string format", "documents that match")]
    assert dates[0] == "datetime.date.fromisoformat"
    assert "datetime.date.replace" not in dates  # near without the restriction, but it names no standard

    sorting = [name for name, _ in rows(done.stdout, "sort in place, or reverse", "methods of builtins.list")]
    assert sorting[:2] == ["builtins.list.reverse", "builtins.list.sort"]
    assert all(name.startswith("builtins.list.") for name in sorting)


def test_words_beside_vectors_find_what_vectors_alone_rank_low_and_each_module_once(
    done: subprocess.CompletedProcess[str],
) -> None:
    plain, fused = sides(done.stdout, "median of numbers")
    assert plain[0] == "statistics.median_low"
    assert [name for name in fused if name.startswith("statistics")] == fused[:1] == ["statistics.median"]
    plain, fused = sides(done.stdout, "remove a directory and all files in it")
    assert plain[0] == "pathlib.Path.rmdir"
    assert fused[0] == "os.rmdir"
    assert len({name.partition(".")[0] for name in fused}) > len({name.partition(".")[0] for name in plain})


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_an_interruption_ends_it_with_status_130_and_without_a_traceback() -> None:
    with subprocess.Popen(
        PROGRAM, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert "standard library" in program.stdout.readline()  # now the server starts and the index is filled
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate()
    assert program.returncode == 130
    assert errors == "\ninterrupted\n"
