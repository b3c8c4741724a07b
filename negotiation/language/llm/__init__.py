"""Understanding and phrasing through a language model, by LangChain; rules and templates stand in when it fails.

Nothing of LangChain is imported before a model is asked for the first time: that takes seconds and a hundred megabytes.
"""

from negotiation.language.llm.chat import Chat, NoAnswer
from negotiation.language.llm.options import ModelOptions
from negotiation.language.llm.phraser import LLMPhraser
from negotiation.language.llm.reader import LLMReader

__all__ = ["Chat", "LLMPhraser", "LLMReader", "ModelOptions", "NoAnswer"]
