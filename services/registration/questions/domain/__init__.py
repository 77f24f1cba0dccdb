"""Questions and answers: values and decisions. Pure."""

from services.registration.questions.domain.answers import Answer, Given, checked
from services.registration.questions.domain.question import (
    Condition,
    Kind,
    Option,
    Question,
    Questions,
    QuestionText,
)

__all__ = [
    "Answer",
    "Condition",
    "Given",
    "Kind",
    "Option",
    "Question",
    "QuestionText",
    "Questions",
    "checked",
]
