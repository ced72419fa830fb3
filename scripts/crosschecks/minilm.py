"""Vectors of our default function against the official one's: `python -m crosschecks.minilm OFFICIAL_BIN MODEL`.

MODEL is a directory with model.onnx and tokenizer.json. No number may differ by more than 1e-5.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from chromalink.embeddings import DefaultEmbeddingFunction

PROGRAM = Path(__file__).with_name("minilm_official.py")
MOST = 1e-5
WORDS = "heist crew plans détective the chases über naïve москва привет 数据 库 don't co-op 3.14 x1 \U0001f600 \u0301e".split()  # noqa: SIM905, E501


def texts() -> list[str]:
    """200, among them none, blanks, one letter, several scripts, and far more than 256 tokens."""
    chance = random.Random(200)
    odd = [
        "",
        " ",
        "\n\t",
        "a",
        "A",
        "?!",
        "\x00\x07",
        "\ufb01 Ⅷ ½",
        "ﷺ",
        "\U0001f469\u200d\U0001f680",
        "x" * 99,
        "x" * 5000,
    ]
    long = [" ".join(chance.choices(WORDS, k=length)) for length in (100, 254, 255, 256, 257, 258, 3000)]
    usual = [" ".join(chance.choices(WORDS, k=chance.randint(1, 60))) for _ in range(200 - len(odd) - len(long))]
    mixed = [*odd, *long, *usual]
    chance.shuffle(mixed)
    return mixed


def main(official: Path, model: Path) -> None:
    given = texts()
    with tempfile.TemporaryDirectory() as place:
        asked, answered = Path(place, "texts.json"), Path(place, "vectors.json")
        asked.write_text(json.dumps(given), encoding="utf-8")
        subprocess.run([str(official / "python"), str(PROGRAM), str(model), str(asked), str(answered)], check=True)
        theirs = np.array(json.loads(answered.read_text(encoding="utf-8")))
    function = DefaultEmbeddingFunction(model)
    whole, one_by_one = function(given), np.concatenate([function([text]) for text in given])
    worst = max(float(np.abs(ours - theirs).max()) for ours in (whole, one_by_one))
    spread = float(np.abs(theirs[:, None, :] - theirs[None, :, :]).max())
    print(f"default function: {len(given)} texts, {whole.shape[1]} numbers each, largest difference {worst:.2e}")
    if whole.shape != theirs.shape or not worst <= MOST or spread < MOST:
        raise SystemExit(f"more than {MOST:.0e}, or not of one shape: {whole.shape} and {theirs.shape}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
