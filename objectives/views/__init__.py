"""The pages of the objectives, a module per concept."""

from objectives.views.public import set_detail, set_list

__all__ = ["set_detail", "set_list"]
