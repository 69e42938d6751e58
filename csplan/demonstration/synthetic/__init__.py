"""A data set of any size, for benchmarks: made at once, the same every time, all illustrative."""

from csplan.demonstration.synthetic.loading import (
    SyntheticData,
    SyntheticSize,
    load_size,
    load_synthetic,
)

__all__ = ["SyntheticData", "SyntheticSize", "load_size", "load_synthetic"]
