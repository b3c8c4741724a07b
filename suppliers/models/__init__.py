"""The directory: who supplies what today, on which terms."""

from suppliers.models.categories import NOT_FOR_BOT, UNSUITABLE, Category, Stage, Suitability
from suppliers.models.category_approvers import CategoryApprover
from suppliers.models.contracts import Contract, Purchase
from suppliers.models.directory import Contact, Language, RiskFlag, Supplier
from suppliers.models.import_runs import ImportRow, ImportRun
from suppliers.models.stage_decisions import StageDecision

__all__ = (
    "NOT_FOR_BOT",
    "UNSUITABLE",
    "Category",
    "CategoryApprover",
    "Contact",
    "Contract",
    "ImportRow",
    "ImportRun",
    "Language",
    "Purchase",
    "RiskFlag",
    "Stage",
    "StageDecision",
    "Suitability",
    "Supplier",
)
