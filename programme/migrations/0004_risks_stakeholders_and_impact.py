import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import csplan.core.text


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_department_ends_on"),
        ("localities", "0003_memberships_and_numbers"),
        ("programme", "0003_plans_measures_and_stages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommunicationChannel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "ordering": ["order", "name"],
            },
        ),
        migrations.CreateModel(
            name="PlanOutcome",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("programme.outcome",),
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_section", models.CharField(blank=True, max_length=200)),
                (
                    "source_words",
                    models.TextField(blank=True, help_text="The published words, unchanged."),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(
                        default=False,
                        help_text="Added for demonstration; not in the source.",
                        verbose_name="illustrative",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("cause", models.TextField(validators=[csplan.core.text.validate_narrative])),
                ("effect", models.TextField(validators=[csplan.core.text.validate_narrative])),
                ("mitigation", models.TextField(validators=[csplan.core.text.validate_narrative])),
                (
                    "owner",
                    models.CharField(help_text="The post that answers for it.", max_length=120),
                ),
                ("review_on", models.DateField(verbose_name="next review")),
                (
                    "likelihood",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Rare"),
                            (2, "Unlikely"),
                            (3, "Possible"),
                            (4, "Likely"),
                            (5, "Almost certain"),
                        ]
                    ),
                ),
                (
                    "impact",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Negligible"),
                            (2, "Minor"),
                            (3, "Moderate"),
                            (4, "Major"),
                            (5, "Severe"),
                        ]
                    ),
                ),
                (
                    "score_reason",
                    models.TextField(validators=[csplan.core.text.validate_narrative]),
                ),
                ("assessed_on", models.DateField()),
                ("raised_on", models.DateField()),
                ("is_escalated", models.BooleanField(default=False, verbose_name="escalated")),
                (
                    "escalation_reason",
                    models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "closed_reason",
                    models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="localities.locality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="programme.businessplan",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sourcedocument",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="programme.planoutcome",
                    ),
                ),
            ],
            options={
                "ordering": ["-plan__first_year", "title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_section", models.CharField(blank=True, max_length=200)),
                (
                    "source_words",
                    models.TextField(blank=True, help_text="The published words, unchanged."),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(
                        default=False,
                        help_text="Added for demonstration; not in the source.",
                        verbose_name="illustrative",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("funder", "Funding department"),
                            ("department", "Other department or body"),
                            ("network", "Local network"),
                            ("union", "Trade union"),
                            ("staff", "Staff"),
                            ("centre", "Cabinet Office and the centre"),
                            ("community", "School, charity or community"),
                            ("supplier", "Partner or supplier"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "interest",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=6,
                    ),
                ),
                (
                    "influence",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=6,
                    ),
                ),
                (
                    "approach",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("manage", "Manage closely"),
                            ("satisfy", "Keep satisfied"),
                            ("inform", "Keep informed"),
                            ("monitor", "Monitor"),
                        ],
                        max_length=8,
                        verbose_name="another approach",
                    ),
                ),
                (
                    "matters",
                    models.TextField(
                        validators=[csplan.core.text.validate_narrative],
                        verbose_name="what matters to them",
                    ),
                ),
                (
                    "owner",
                    models.CharField(help_text="The post that answers for it.", max_length=120),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakeholders",
                        to="localities.locality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stakeholders",
                        to="programme.businessplan",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sourcedocument",
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "name"],
            },
        ),
        migrations.CreateModel(
            name="Communication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_section", models.CharField(blank=True, max_length=200)),
                (
                    "source_words",
                    models.TextField(blank=True, help_text="The published words, unchanged."),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(
                        default=False,
                        help_text="Added for demonstration; not in the source.",
                        verbose_name="illustrative",
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("audience", models.CharField(blank=True, max_length=200)),
                ("planned_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "cancelled_reason",
                    models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
                ),
                (
                    "owner",
                    models.CharField(help_text="The post that answers for it.", max_length=120),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications",
                        to="localities.locality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications",
                        to="programme.businessplan",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sourcedocument",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications",
                        to="programme.communicationchannel",
                    ),
                ),
                (
                    "stakeholders",
                    models.ManyToManyField(
                        blank=True, related_name="communications", to="programme.stakeholder"
                    ),
                ),
            ],
            options={
                "ordering": ["planned_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImpactQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_section", models.CharField(blank=True, max_length=200)),
                (
                    "source_words",
                    models.TextField(blank=True, help_text="The published words, unchanged."),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(
                        default=False,
                        help_text="Added for demonstration; not in the source.",
                        verbose_name="illustrative",
                    ),
                ),
                ("year_start", models.PositiveSmallIntegerField(verbose_name="year")),
                ("question", models.CharField(max_length=300)),
                (
                    "evidence",
                    models.TextField(blank=True, validators=[csplan.core.text.validate_narrative]),
                ),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("achieved", "Achieved"),
                            ("largely", "Largely achieved"),
                            ("partly", "Partly achieved"),
                            ("not_achieved", "Not achieved"),
                            ("too_early", "Too early to say"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "judgement_reason",
                    models.TextField(
                        blank=True,
                        validators=[csplan.core.text.validate_narrative],
                        verbose_name="reasons for the judgement",
                    ),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_questions",
                        to="programme.outcome",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_questions",
                        to="programme.businessplan",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.sourcedocument",
                    ),
                ),
            ],
            options={
                "ordering": ["year_start", "outcome__order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "outcome", "year_start", "question"),
                        name="programme_impactquestion_unique",
                        violation_error_message="This is already asked about it for that year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judged_at__isnull", True),
                                ("judged_by__isnull", True),
                                ("judgement", ""),
                                ("judgement_reason", ""),
                            ),
                            models.Q(
                                models.Q(("judgement", ""), _negated=True),
                                models.Q(("judgement_reason", ""), _negated=True),
                                ("judged_at__isnull", False),
                                ("judged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="programme_impactquestion_judged_by_somebody_with_reasons",
                        violation_error_message="Enter the reasons for the judgement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "likelihood",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Rare"),
                            (2, "Unlikely"),
                            (3, "Possible"),
                            (4, "Likely"),
                            (5, "Almost certain"),
                        ]
                    ),
                ),
                (
                    "impact",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Negligible"),
                            (2, "Minor"),
                            (3, "Moderate"),
                            (4, "Major"),
                            (5, "Severe"),
                        ]
                    ),
                ),
                ("assessed_on", models.DateField()),
                ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="programme.risk",
                    ),
                ),
            ],
            options={
                "ordering": ["risk", "assessed_on", "pk"],
                "indexes": [
                    models.Index(
                        fields=["risk", "assessed_on"], name="programme_riskassess_risk_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("likelihood__gte", 1), ("likelihood__lte", 5)),
                        name="programme_riskassessment_likelihood_on_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("impact__gte", 1), ("impact__lte", 5)),
                        name="programme_riskassessment_impact_on_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="programme_riskassessment_has_a_reason",
                        violation_error_message="Enter why it is scored so",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskEscalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_escalated", models.BooleanField()),
                ("reason", models.TextField(validators=[csplan.core.text.validate_narrative])),
                ("moved_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="programme.risk",
                    ),
                ),
            ],
            options={
                "ordering": ["risk", "moved_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="programme_riskescalation_has_a_reason",
                        violation_error_message="Enter why",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="stakeholder",
            constraint=models.UniqueConstraint(
                fields=("plan", "name"),
                name="programme_stakeholder_unique_name",
                violation_error_message="There is already a stakeholder with this name",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_on__isnull", True), ("cancelled_reason", ""), _connector="OR"
                ),
                name="programme_communication_not_both_done_and_cancelled",
                violation_error_message="It was either done or cancelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.UniqueConstraint(
                fields=("plan", "what", "planned_on"),
                name="programme_communication_unique_on_a_day",
                violation_error_message="This is already planned for that day",
            ),
        ),
        migrations.AddIndex(
            model_name="risk",
            index=models.Index(
                fields=["closed_on", "review_on"], name="programme_risk_open_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("likelihood__gte", 1), ("likelihood__lte", 5)),
                name="programme_risk_likelihood_on_the_scale",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("impact__gte", 1), ("impact__lte", 5)),
                name="programme_risk_impact_on_the_scale",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("escalation_reason", ""), ("is_escalated", False)),
                    models.Q(
                        ("is_escalated", True), models.Q(("escalation_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="programme_risk_escalated_with_a_reason",
                violation_error_message="Enter why the risk is escalated",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", True), ("closed_reason", "")),
                    models.Q(
                        ("closed_on__isnull", False),
                        models.Q(("closed_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="programme_risk_closed_with_a_reason",
                violation_error_message="Enter why the risk is closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("assessed_on__gte", models.F("raised_on")),
                    models.Q(
                        ("closed_on__isnull", True),
                        ("closed_on__gte", models.F("assessed_on")),
                        _connector="OR",
                    ),
                ),
                name="programme_risk_days_in_order",
            ),
        ),
    ]
