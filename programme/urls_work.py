"""Addresses of the work programme: local plans, milestones, stages."""

from django.urls import path

from csplan.registers.urls import register_urls_within
from programme.registers.stages import stage_move_list
from programme.registers.work import local_item_list, milestone_list
from programme.views import stages, work

PLAN = "plans/<slug:plan>/"
LOCAL = f"{PLAN}local/<slug:locality>/"

urlpatterns = [
    path(f"{PLAN}local/", work.LocalPlansView.as_view(), name="local-plans"),
    path(LOCAL, work.LocalPlanView.as_view(), name="local-plan"),
    path(f"{LOCAL}take-up/<id:pk>/", work.TakeUpView.as_view(), name="local-plan-take-up"),
    *register_urls_within(
        f"{PLAN}local-items/", "local-items", local_item_list, ends=True, removes=True
    ),
    *register_urls_within(
        f"{PLAN}milestones/", "milestones", milestone_list, ends=True, removes=True
    ),
    path(f"{PLAN}stages/", stages.StagesView.as_view(), name="stages"),
    path(
        f"{PLAN}stages/export.<str:kind>", stages.StagesExportView.as_view(), name="stages-export"
    ),
    path(f"{PLAN}stages/items/<id:pk>/", stages.StageMoveView.as_view(), name="stage-move"),
    *register_urls_within(f"{PLAN}stages/moves/", "stage-moves", stage_move_list),
]
