"""Where the working copies of sets answer."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - "id" is registered there
from csplan.registers.urls import register_urls
from objectives.registers.sets import OFFICE
from objectives.views import items, office, steps

SET = "office/<slug:slug>/"
CATEGORIES = f"{SET}categories/"
ITEMS = f"{SET}items/<slug:column>/"

urlpatterns = [
    # Before the register's own page of a record, which it replaces.
    path("office/<id:pk>/", office.SetRecordPage.as_view(register=OFFICE), name="office-record"),
    *register_urls(OFFICE, prefix="office/"),
    path(SET, office.WorkingSetView.as_view(), name="working-set"),
    path(f"{SET}revisions/", office.SetHistoryView.as_view(), name="set-history"),
    path(f"{SET}role-statement/", office.RoleStatementView.as_view(), name="set-role"),
    path(f"{SET}submit/", steps.SubmitView.as_view(), name="set-submit"),
    path(f"{SET}agree/", steps.AgreeView.as_view(), name="set-agree"),
    path(f"{SET}send-back/", steps.SendBackView.as_view(), name="set-send-back"),
    path(f"{SET}publish/", steps.PublishView.as_view(), name="set-publish"),
    path(f"{SET}amend/", steps.AmendView.as_view(), name="set-amend"),
    path(f"{SET}end-amendment/", steps.EndAmendmentView.as_view(), name="set-end-amendment"),
    path(f"{CATEGORIES}add/", items.CategoryAddView.as_view(), name="category-add"),
    path(f"{CATEGORIES}order/", items.CategoryOrderView.as_view(), name="category-order"),
    path(f"{CATEGORIES}<id:pk>/", items.CategoryChangeView.as_view(), name="category-change"),
    path(
        f"{CATEGORIES}<id:pk>/remove/", items.CategoryRemoveView.as_view(), name="category-remove"
    ),
    path(
        f"{CATEGORIES}<id:pk>/put-back/",
        items.CategoryPutBackView.as_view(),
        name="category-put-back",
    ),
    path(f"{ITEMS}add-to/<id:pk>/", items.ItemAddView.as_view(), name="item-add"),
    path(f"{ITEMS}order-in/<id:pk>/", items.ItemOrderView.as_view(), name="item-order"),
    path(f"{ITEMS}<id:pk>/", items.ItemChangeView.as_view(), name="item-change"),
    path(f"{ITEMS}<id:pk>/remove/", items.ItemRemoveView.as_view(), name="item-remove"),
    path(f"{ITEMS}<id:pk>/put-back/", items.ItemPutBackView.as_view(), name="item-put-back"),
]
