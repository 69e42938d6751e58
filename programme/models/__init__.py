"""The programme's tables, by concept."""

from programme.models.delivery import CaseStudy, Event, EventType, Interchange, Redeployment
from programme.models.derived import DerivedMeasure
from programme.models.engagement import (
    Communication,
    CommunicationChannel,
    ImpactQuestion,
    Stakeholder,
)
from programme.models.lineage import MeasureSuccession, OutcomeSuccession, WorkItemSuccession
from programme.models.measures import Measure, PlannedValue, YearTarget
from programme.models.meetings import (
    Action,
    ActionStep,
    AgendaItem,
    Attendance,
    Decision,
    DecisionSought,
    MeetingRecord,
)
from programme.models.oversight import Moderation, Nudge, OutcomeCommentary
from programme.models.plans import (
    BusinessPlan,
    Offer,
    Outcome,
    OutcomeGroup,
    PlanTransition,
    ReviewLine,
)
from programme.models.questions import Question, QuestionStep
from programme.models.remarks import ReturnRemark
from programme.models.returns import (
    MeasureUpdate,
    MilestoneUpdate,
    NationalFigure,
    QuarterlyReturn,
    Restatement,
    ReturnAuthor,
    ReturnTransition,
)
from programme.models.risks import PlanOutcome, Risk, RiskAssessment, RiskEscalation
from programme.models.savings import Saving
from programme.models.sight import ObjectiveLink
from programme.models.visits import Visit, VisitStandard
from programme.models.work import Milestone, Rebaseline, StageMove, WorkItem

__all__ = [
    "Action",
    "ActionStep",
    "AgendaItem",
    "Attendance",
    "BusinessPlan",
    "CaseStudy",
    "Communication",
    "CommunicationChannel",
    "Decision",
    "DecisionSought",
    "DerivedMeasure",
    "Event",
    "EventType",
    "ImpactQuestion",
    "Interchange",
    "Measure",
    "MeasureSuccession",
    "MeasureUpdate",
    "MeetingRecord",
    "Milestone",
    "MilestoneUpdate",
    "Moderation",
    "NationalFigure",
    "Nudge",
    "ObjectiveLink",
    "Offer",
    "Outcome",
    "OutcomeCommentary",
    "OutcomeGroup",
    "OutcomeSuccession",
    "PlanOutcome",
    "PlanTransition",
    "PlannedValue",
    "QuarterlyReturn",
    "Question",
    "QuestionStep",
    "Rebaseline",
    "Redeployment",
    "Restatement",
    "ReturnAuthor",
    "ReturnRemark",
    "ReturnTransition",
    "ReviewLine",
    "Risk",
    "RiskAssessment",
    "RiskEscalation",
    "Saving",
    "StageMove",
    "Stakeholder",
    "Visit",
    "VisitStandard",
    "WorkItem",
    "WorkItemSuccession",
    "YearTarget",
]
