import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from crispy_forms_gds.layout import Button, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from pytest_django.asserts import assertHTMLEqual

from csplan.core.field_markup import control_html
from csplan.core.forms import (
    BaseForm,
    BaseModelForm,
    DecimalTextField,
    GovDateField,
    HiddenVersionField,
    HintedRadioSelect,
    MissingMessageError,
    NarrativeField,
    RatingField,
    Section,
    TickedRecordsField,
)
from csplan.core.models import Department
from csplan.core.ratings import DEFINITIONS
from tests.core.markup import form_page, words

SCRIPT = "<script>alert(1)</script>"


class ProgressForm(BaseForm):
    rating = RatingField(label="Rating", help_text="As it stands today")
    narrative = NarrativeField(label="What happened", help_text="In a few sentences")
    path_to_green = NarrativeField(label="Path to green", required=False)
    forecast_on = GovDateField(label="Forecast date", what="the forecast date")
    amount = DecimalTextField(label="Amount", what="the amount", prefix="£")
    locality = forms.ChoiceField(label="Locality", choices=[("", ""), ("nw", "North West")])
    people = forms.IntegerField(label="People", required=False, max_value=9)
    evidence = forms.FileField(label="Evidence", required=False)
    unchanged = forms.BooleanField(label="Unchanged", required=False)
    version = HiddenVersionField()

    missing = {"narrative": "Enter what happened", "locality": "Select a locality"}
    submit_label = "Save and continue"


class DepartmentForm(BaseModelForm):
    missing = {"name": "Enter the name", "slug": "Enter the short name"}

    class Meta:
        model = Department
        fields = ["name", "slug"]


def hostile_form() -> BaseForm:
    class Hostile(BaseForm):
        text = forms.CharField(label=SCRIPT, help_text=SCRIPT, initial=SCRIPT)
        number = DecimalTextField(label=SCRIPT, what=SCRIPT, help_text=SCRIPT, prefix=SCRIPT)
        day = GovDateField(label=SCRIPT, help_text=SCRIPT, what=SCRIPT)
        story = NarrativeField(label=SCRIPT, help_text=SCRIPT)
        pick = forms.ChoiceField(
            label=SCRIPT, help_text=SCRIPT, choices=[(SCRIPT, SCRIPT)], widget=HintedRadioSelect
        )
        many = forms.MultipleChoiceField(
            label=SCRIPT, choices=[("a", SCRIPT)], widget=forms.CheckboxSelectMultiple
        )
        tick = forms.BooleanField(label=SCRIPT, help_text=SCRIPT)
        listed = forms.ChoiceField(label=SCRIPT, choices=[("a", SCRIPT)])
        missing = dict.fromkeys(("text", "story", "pick", "many", "tick", "listed"), SCRIPT)
        submit_label = SCRIPT

        def layout_items(self) -> list[Any]:
            return [Section(SCRIPT, *self.fields)]

    form = Hostile({"day-day": SCRIPT, "number": SCRIPT})
    form.fields["pick"].widget.hints = {SCRIPT: SCRIPT}
    form.cancel_url = f'/"{SCRIPT}'
    return form


class TestEscaping:
    def test_shows_every_word_of_a_form_literally(self) -> None:
        page = form_page(hostile_form())

        assert page.xpath("//script") == []
        labels = page.xpath("//label | //legend | //button | //div[contains(@class, 'hint')]")
        assert sum(SCRIPT in words(label) for label in labels) >= 17

    def test_shows_the_words_of_crispy_fieldsets_and_buttons_literally(self) -> None:
        form = ProgressForm()
        form.helper.layout = Layout(
            Fieldset("narrative", legend=SCRIPT), Button.primary("save", SCRIPT)
        )

        page = form_page(form)

        assert page.xpath("//script") == []
        assert words(page.xpath("//legend")[0]) == SCRIPT
        assert words(page.xpath("//button")[0]) == SCRIPT
        assert page.xpath("//legend/following-sibling::div//textarea")


class TestMissingMessages:
    def test_refuses_a_required_field_without_a_message(self) -> None:
        with pytest.raises(MissingMessageError, match="reason"):
            type("Form", (BaseForm,), {"reason": forms.CharField()})

    def test_refuses_a_message_for_a_field_that_is_not_there(self) -> None:
        with pytest.raises(MissingMessageError, match="raeson"):
            type("Form", (BaseForm,), {"missing": {"raeson": "Enter the reason"}})

    def test_refuses_a_required_model_field_without_a_message(self) -> None:
        meta = type("Meta", (), {"model": Department, "fields": ["name"]})

        with pytest.raises(MissingMessageError, match="name"):
            type("Form", (BaseModelForm,), {"Meta": meta})

    def test_never_says_this_field_is_required(self) -> None:
        messages = [str(error) for errors in ProgressForm({}).errors.values() for error in errors]

        assert messages == [
            "Select a rating",
            "Enter what happened",
            "Enter the forecast date",
            "Enter the amount",
            "Select a locality",
            "This page was not sent whole. Open it again and repeat the change",
        ]

    def test_gives_a_model_form_its_own_messages(self) -> None:
        assert DepartmentForm({}).errors["name"] == ["Enter the name"]

    def test_keeps_the_messages_of_each_class_apart(self) -> None:
        class Narrower(ProgressForm):
            missing = {"narrative": "Enter the story"}

        assert Narrower({}).errors["narrative"] == ["Enter the story"]
        assert Narrower({}).errors["locality"] == ["Select a locality"]
        assert ProgressForm({}).errors["narrative"] == ["Enter what happened"]

    def test_makes_a_field_compulsory_for_one_form(self) -> None:
        form = ProgressForm({})
        form.require("path_to_green", "Enter the path to green")

        assert form.errors["path_to_green"] == ["Enter the path to green"]
        assert "path_to_green" not in ProgressForm({}).errors

    def test_replaces_the_library_s_other_messages(self) -> None:
        form = ProgressForm({"people": "ten", "locality": "elsewhere"})
        crowded = ProgressForm({"people": "10"})

        assert form.errors["people"] == ["People must be a whole number, like 12"]
        assert form.errors["locality"] == ["Select a locality"]
        assert crowded.errors["people"] == ["People must be 9 or less"]


class TestMarkup:
    @pytest.mark.parametrize("data", [None, {"note": SCRIPT, "mark": "1 & 2", "version": ""}])
    def test_writes_the_commonest_controls_as_django_s_templates_would(
        self, data: dict[str, str] | None
    ) -> None:
        class Plain(forms.Form):
            note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), initial="So & so")
            mark = forms.CharField(max_length=9, widget=forms.TextInput(attrs={"id": "own"}))
            fixed = forms.CharField(disabled=True, initial="As agreed", required=False)
            version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

        for bound in Plain(data):
            attrs: dict[str, str | bool] = {"class": "govuk-input", "aria-describedby": "hint"}
            assertHTMLEqual(control_html(bound, attrs), bound.as_widget(attrs=attrs))

    def test_labels_every_control(self) -> None:
        page = form_page(ProgressForm())

        labelled = set(page.xpath("//label/@for"))
        controls = page.xpath("//input[@type != 'hidden'] | //textarea | //select")
        assert controls
        assert {control.get("id") for control in controls} == labelled

    def test_describes_each_control_by_ids_that_exist(self) -> None:
        page = form_page(ProgressForm({}))

        ids = set(page.xpath("//@id"))
        described = " ".join(page.xpath("//@aria-describedby")).split()
        assert described
        assert set(described) <= ids
        assert len(page.xpath("//@id")) == len(ids)

    def test_links_each_line_of_the_summary_to_its_control(self) -> None:
        page = form_page(ProgressForm({"forecast_on-day": "1", "forecast_on-year": "2014"}))

        links = page.xpath("//*[contains(@class, 'error-summary')]//a/@href")
        assert "#id_rating_0" in links
        assert "#id_forecast_on-month" in links
        assert {link[1:] for link in links} <= set(page.xpath("//@id"))

    def test_marks_only_the_part_of_the_date_that_is_wrong(self) -> None:
        page = form_page(ProgressForm({"forecast_on-day": "1", "forecast_on-year": "2014"}))

        wrong = page.xpath("//input[contains(@class, 'input--error')]/@id")
        assert [each for each in wrong if "forecast" in each] == ["id_forecast_on-month"]

    def test_counts_characters_with_and_without_a_hint(self) -> None:
        page = form_page(ProgressForm())

        boxes = page.xpath("//textarea[contains(@class, 'govuk-js-character-count')]")
        assert [box.get("aria-describedby") for box in boxes] == [
            "id_narrative_hint id_narrative-info",
            "id_path_to_green-info",
        ]
        assert "4,000" in words(page.get_element_by_id("id_narrative-info"))

    def test_defines_each_rating_beside_its_choice(self) -> None:
        page = form_page(ProgressForm())

        hints = [words(hint) for hint in page.xpath("//*[contains(@class, 'radios__hint')]")]
        assert hints == list(DEFINITIONS.values())

    def test_styles_a_whole_number_as_text(self) -> None:
        control = form_page(ProgressForm()).get_element_by_id("id_people")

        assert control.get("type") == "text"
        assert control.get("inputmode") == "numeric"
        assert "govuk-input" in control.get("class").split()

    def test_guards_the_button_and_offers_a_way_out(self) -> None:
        form = ProgressForm()
        form.cancel_url = "/back/"

        page = form_page(form)

        button = page.xpath("//button")[0]
        assert words(button) == "Save and continue"
        assert button.get("data-prevent-double-click") == "true"
        assert page.xpath("//a/@href") == ["/back/"]

    def test_writes_hidden_fields_that_the_layout_leaves_out(self) -> None:
        form = ProgressForm(initial={"version": 7})
        form.layout_items = lambda: ["narrative"]  # type: ignore[method-assign]

        page = form_page(form)

        assert page.xpath("//input[@name='version']/@value") == ["7"]

    def test_shows_again_what_was_typed(self) -> None:
        typed = {"narrative": "Six", "rating": "at_risk", "forecast_on-month": "Smarch"}

        page = form_page(ProgressForm(typed))

        assert page.get_element_by_id("id_narrative").text.strip() == "Six"
        assert page.xpath("//input[@checked]/@value") == ["at_risk"]
        assert page.get_element_by_id("id_forecast_on-month").get("value") == "Smarch"

    def test_leaves_the_browser_s_own_checks_out(self) -> None:
        page = form_page(ProgressForm())

        assert page.xpath("//form/@novalidate")
        assert page.xpath("//@required") == []
        assert page.xpath("//form/@method") == ["post"]


class TestGovDateField:
    field = GovDateField(label="Date", what="the forecast date")

    @pytest.mark.parametrize(
        ("day", "month", "year", "expected"),
        [
            ("31", "3", "2014", dt.date(2014, 3, 31)),
            ("1", "04", "2013", dt.date(2013, 4, 1)),
            ("29", "February", "2012", dt.date(2012, 2, 29)),
            ("1", "sept", "2013", dt.date(2013, 9, 1)),
            ("1", "Jan.", "2014", dt.date(2014, 1, 1)),
        ],
    )
    def test_reads_numbers_and_names(
        self, day: str, month: str, year: str, expected: dt.date
    ) -> None:
        assert self.field.clean((day, month, year)) == expected

    @pytest.mark.parametrize(
        ("typed", "message", "parts"),
        [
            (("", "", ""), "Enter the forecast date", None),
            (("1", "", "2014"), "The forecast date must include a month", ("month",)),
            (("", "", "2014"), "The forecast date must include a day and a month", None),
            (("29", "2", "2014"), "The forecast date must be a real date", None),
            (("0", "2", "2014"), "The forecast date must be a real date", None),
            (("x", "2", "2014"), "The forecast date must be a real date", None),
            (("1", "13", "2014"), "The forecast date must have a month, like 3 or March", None),
            (("1", "Ma", "2014"), "The forecast date must have a month, like 3 or March", None),
            (("1", "2", "14"), "The forecast date must have a year of 4 numbers, like 2013", None),
            (("1", "2", "0014"), "The forecast date must be between 1900 and 2199", None),
            (("1", "2", "٢٠١٤"), "The forecast date must be a real date", ("year",)),
            (("9" * 9000, "2", "2014"), "The forecast date must be a real date", None),
        ],
    )
    def test_says_what_is_wrong(
        self, typed: tuple[str, str, str], message: str, parts: tuple[str, ...] | None
    ) -> None:
        with pytest.raises(ValidationError) as refusal:
            self.field.clean(typed)

        assert refusal.value.messages == [message]
        if parts:
            assert refusal.value.params == {"parts": parts}

    def test_is_none_when_left_empty_and_optional(self) -> None:
        assert GovDateField(required=False).clean(("", "", "")) is None

    def test_survives_a_percent_sign_in_its_name(self) -> None:
        with pytest.raises(ValidationError) as refusal:
            GovDateField(what="the 80% date").clean(("1", "", "2014"))

        assert refusal.value.messages == ["The 80% date must include a month"]

    def test_tells_whether_it_changed(self) -> None:
        day = dt.date(2014, 3, 31)

        assert not self.field.has_changed(day, ("31", "March", "2014"))
        assert self.field.has_changed(day, ("30", "3", "2014"))


class TestDecimalTextField:
    field = DecimalTextField(
        what="the amount", example="1,234.50", max_digits=12, decimal_places=2
    )

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("1,234.50", "1234.50"),
            ("£220,000", "220000"),
            (" 80% ", "80"),
            ("-3.5", "-3.5"),
            ("−3.5", "-3.5"),
            ("1 234", "1234"),
            ("0", "0"),
        ],
    )
    def test_reads_numbers_as_people_type_them(self, typed: str, expected: str) -> None:
        assert self.field.clean(typed) == Decimal(expected)

    @pytest.mark.parametrize("typed", ["lots", "NaN", "Infinity", "1,2", "1.2.3", "££5", "1e999"])
    def test_says_how_to_type_one(self, typed: str) -> None:
        with pytest.raises(ValidationError) as refusal:
            self.field.clean(typed)

        assert "must be" in refusal.value.messages[0] or "Ensure" in refusal.value.messages[0]

    def test_names_itself_in_its_messages(self) -> None:
        with pytest.raises(ValidationError, match="Enter the amount"):
            self.field.clean("")
        with pytest.raises(ValidationError, match=r"The amount must be a number, like 1,234\.50"):
            self.field.clean("lots")


class TestNarrativeField:
    field = NarrativeField(label="Narrative")

    def test_cleans_what_is_typed(self) -> None:
        assert self.field.clean("  Six\r\ndepartments  ") == "Six\ndepartments"

    @pytest.mark.parametrize("typed", ["x" * 4001, "a\x00b", "a\u202eb"])
    def test_refuses_what_cannot_be_kept(self, typed: str) -> None:
        with pytest.raises(ValidationError):
            self.field.clean(typed)

    def test_counts_line_breaks_once(self) -> None:
        assert len(self.field.clean("x\r\n" * 1999 + "xx")) == 4000


@pytest.mark.django_db
class TestTickedRecordsField:
    @pytest.mark.parametrize("sent", ["9" * 20, "-" + "9" * 20, "9" * 5_000, "x", "0", "a\x00"])
    def test_refuses_what_is_no_key_as_what_is_not_there(self, sent: str) -> None:
        field = TickedRecordsField(label="Departments", queryset=Department.objects.all())
        with pytest.raises(ValidationError):
            field.clean([sent])


class TestHiddenVersionField:
    @pytest.mark.parametrize("typed", ["", "x", "-1"])
    def test_asks_for_the_page_to_be_opened_again(self, typed: str) -> None:
        with pytest.raises(ValidationError, match="Open it again"):
            HiddenVersionField().clean(typed)
