"""A transformer of random weights in the shape of the default model: `python -m crosschecks.random_model DIRECTORY`.

For machines without the real one: tokens by character, position, attention under the mask, one layer. What it says of
texts means nothing, but it depends on every token, its place and the padding as the real one does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH = 384
CHARACTERS = [
    chr(code) for code in (*range(33, 127), *range(0xE0, 0x100), *range(0x430, 0x450), *range(0x4E00, 0x4E40))
]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *CHARACTERS, *(f"##{character}" for character in CHARACTERS)]


def tokenizer() -> dict[str, object]:
    cls, sep = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ("[CLS]", "[SEP]"))
    text = {"Sequence": {"id": "A", "type_id": 0}}
    special = {
        token: {"id": token, "ids": [VOCABULARY.index(token)], "tokens": [token]} for token in ("[CLS]", "[SEP]")
    }
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [cls, text, sep],
            "pair": [cls, text, sep],
            "special_tokens": special,
        },
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {token: number for number, token in enumerate(VOCABULARY)},
        },
    }


def model() -> onnx.ModelProto:
    chance = np.random.default_rng(7)
    tables = {
        "words": chance.normal(size=(len(VOCABULARY), WIDTH)),
        "places": chance.normal(size=(512, WIDTH)),
        "kinds": chance.normal(size=(2, WIDTH)),
        **{name: chance.normal(size=(WIDTH, WIDTH)) / np.sqrt(WIDTH) for name in ("asking", "offering", "telling")},
        "scale": np.array(1 / np.sqrt(WIDTH)),
        "one": np.array(1.0),
        "far": np.array(-1e9),
    }
    numbers = {
        "first": np.array([0]),
        "last": np.array([1]),
        "axis": np.array([1]),
        "zero": np.array(0),
        "step": np.array(1),
    }
    constants = [numpy_helper.from_array(table.astype(np.float32), name) for name, table in tables.items()]
    constants += [numpy_helper.from_array(number.astype(np.int64), name) for name, number in numbers.items()]
    node = helper.make_node
    nodes = [
        node("Gather", ["words", "input_ids"], ["word"]),
        node("Gather", ["kinds", "token_type_ids"], ["kind"]),
        node("Shape", ["input_ids"], ["shape"]),
        node("Gather", ["shape", "step"], ["length"]),
        node("Range", ["zero", "length", "step"], ["numbered"]),
        node("Gather", ["places", "numbered"], ["place"]),
        node("Add", ["word", "kind"], ["typed"]),
        node("Add", ["typed", "place"], ["state"]),
        *(node("MatMul", ["state", name], [f"{name}_of"]) for name in ("asking", "offering", "telling")),
        node("Transpose", ["offering_of"], ["offered"], perm=[0, 2, 1]),
        node("MatMul", ["asking_of", "offered"], ["likeness"]),
        node("Mul", ["likeness", "scale"], ["scaled"]),
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        node("Sub", ["one", "mask"], ["padding"]),
        node("Mul", ["padding", "far"], ["distance"]),
        node("Unsqueeze", ["distance", "axis"], ["away"]),
        node("Add", ["scaled", "away"], ["masked"]),
        node("Softmax", ["masked"], ["attention"], axis=-1),
        node("MatMul", ["attention", "telling_of"], ["heard"]),
        node("Add", ["state", "heard"], ["told"]),
        node("Tanh", ["told"], ["last_hidden_state"]),
    ]
    names = ("input_ids", "attention_mask", "token_type_ids")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in names]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", WIDTH])
    graph = helper.make_graph(nodes, "random", inputs, [output], initializer=constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def main(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "tokenizer.json").write_text(json.dumps(tokenizer()), encoding="utf-8")
    (directory / "model.onnx").write_bytes(model().SerializeToString())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
