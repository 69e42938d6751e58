"""Measures csplan beside the least it could cost. See docs/benchmark.md."""
