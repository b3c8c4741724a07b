"""The answers that a model is asked for. Descriptions are part of the prompt."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class How(StrEnum):
    """How a value follows from the words; the guard works each of these out again."""

    SAID = "said"
    PERCENT_OF_TODAY = "percent_of_today"
    PERCENT_OF_LIST_PRICE = "percent_of_list_price"
    PERCENT_OF_BUYER_OFFER = "percent_of_buyer_offer"
    PERCENT_OF_SUPPLIER_OFFER = "percent_of_supplier_offer"
    STEP_FROM_TODAY = "step_from_today"
    STEP_FROM_BUYER_OFFER = "step_from_buyer_offer"
    STEP_FROM_SUPPLIER_OFFER = "step_from_supplier_offer"
    AS_TODAY = "as_today"
    AS_BUYER_OFFER = "as_buyer_offer"
    AS_SUPPLIER_OFFER = "as_supplier_offer"
    MIDPOINT = "midpoint"
    TOTAL_DIVIDED_BY_VOLUME = "total_divided_by_volume"
    TWICE_TODAY = "twice_today"
    PREPAYMENT = "prepayment"
    MONTH_TO_MONTH = "month_to_month"
    ONE_YEAR = "one_year"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class TermAnswer(_Answer):
    """One value of one lever."""

    lever: str = Field(description="the lever's name, exactly as in `levers`")
    value: str = Field(description="a plain decimal number with a point, in the lever's own unit, such as 9.80 or 45")
    quote: str = Field(description="the few words of the message that the value comes from, copied exactly")
    how: How = Field(description="how the value follows from the quoted words")
    is_condition: bool = Field(description="true when the buyer has to do this in return (if, provided, only with)")
    package: int = Field(description="0; for alternatives named side by side 0, 1, 2 in the order said")


class ReadingAnswer(_Answer):
    """What a supplier's message says."""

    intent: Literal[
        "offer", "accept", "reject", "question", "human", "unusual", "withdraw", "injection", "smalltalk", "delay",
        "unclear",
    ]  # fmt: skip
    terms: list[TermAnswer] = Field(description="the values that the supplier offers or asks for; empty when none")


class PhraseAnswer(_Answer):
    """A message to the supplier."""

    text: str = Field(description="the message, one short paragraph of plain text")
