"""The part of hnswlib that the server uses."""

from typing import Literal

import numpy as np
import numpy.typing as npt

class Index:
    def __init__(self, space: Literal["l2", "cosine", "ip"], dim: int) -> None: ...
    def init_index(
        self,
        max_elements: int,
        M: int = 16,  # noqa: N803 - its name there
        ef_construction: int = 200,
        random_seed: int = 100,
    ) -> None: ...
    def set_ef(self, ef: int) -> None: ...
    def add_items(self, data: npt.NDArray[np.float32], ids: npt.NDArray[np.int64], num_threads: int = -1) -> None: ...
    def mark_deleted(self, label: int) -> None: ...
    def knn_query(
        self, data: npt.NDArray[np.float32], k: int = 1, num_threads: int = -1
    ) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.float32]]: ...
