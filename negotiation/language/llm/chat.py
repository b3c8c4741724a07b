"""Asking a model one thing: within its time, its tokens and its money, and never raising anything but NoAnswer."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import structlog

from negotiation.language.account import UNUSED, Allowance, Usage
from negotiation.language.llm import background, faults
from negotiation.language.llm.options import ModelOptions

LATE, BUDGET, RESTING = "late", "budget", "resting"
GRACE = 0.3
"""Seconds past the limit until even our own loop is not waited for any more."""
_LEAST_SECONDS = 0.02
_CHARACTERS_PER_TOKEN = 3
"""Fewer than in most texts: an estimate that stands in for a provider's own count errs on the dear side."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Task:
    """One kind of question: what the model is told to do, the schema that its answer must have, and how long it may be.

    `schema` names a class of `llm.schema`. `longest` is in tokens.
    """

    name: str
    instructions: str
    schema: str
    longest: int


@dataclass(frozen=True)
class Answer:
    """What the model said, in the task's schema, and what that took."""

    value: Any
    usage: Usage


class NoAnswer(Exception):
    """The model did not answer; `code` says why, `usage` what was taken all the same."""

    def __init__(self, code: str, usage: Usage = UNUSED) -> None:
        super().__init__(code)
        self.code = code
        self.usage = usage


class Chat:
    """A configured model. Safe to share between threads."""

    def __init__(self, options: ModelOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options
        self._clock = clock
        self._lock = threading.Lock()
        self._building = threading.Lock()
        self._chains: dict[str, Any] = {}
        self._faults_in_a_row = 0
        self._rests_until = 0.0

    def allowance(self, used: Usage = UNUSED) -> Allowance:
        """All the time that the options give, from now."""
        return Allowance.of(self.options.time_limit, used)

    def ask(self, task: Task, question: Mapping[str, Any], allowance: Allowance) -> Answer:
        """The model's answer to a question, which is sent as JSON: whatever it holds is data. Raises NoAnswer."""
        asked = json.dumps(question, ensure_ascii=False, indent=1)
        self._refuse_in_advance(task, asked, allowance)
        # What leaves for a model is exactly these two texts.
        log.debug("model_asked", task=task.name, instructions=task.instructions, asked=asked)
        try:
            answer = self._asked(task, asked, allowance)
        except NoAnswer as fault:
            self._note_fault(task, fault)
            raise
        with self._lock:
            self._faults_in_a_row = 0
        return answer

    def warm_up(self, *tasks: Task) -> None:
        """Imports and builds what the tasks need, so that the first question does not wait for it."""
        for task in tasks:
            self._chain(task)

    def warm_up_soon(self, *tasks: Task) -> None:
        """The same on a thread of its own. What fails there fails again, and is told, when the model is asked."""

        def work() -> None:
            try:
                self.warm_up(*tasks)
            except Exception as fault:
                log.warning("model_unavailable", model=self.options.model, code=faults.code_of(fault))

        threading.Thread(target=work, name="parley-model-imports", daemon=True).start()

    def _refuse_in_advance(self, task: Task, asked: str, allowance: Allowance) -> None:
        if allowance.seconds_left < _LEAST_SECONDS:
            raise NoAnswer(LATE)
        if not self.options.allows(allowance.used, self._estimate(task, asked, task.longest)):
            raise NoAnswer(BUDGET)
        with self._lock:
            if self._clock() < self._rests_until:
                raise NoAnswer(RESTING)

    def _note_fault(self, task: Task, fault: NoAnswer) -> None:
        raised = type(fault.__cause__).__name__  # its text may quote the key, or what was sent
        log.warning("model_failed", model=self.options.model, task=task.name, code=fault.code, raised=raised)
        with self._lock:
            self._faults_in_a_row += 1
            if self._faults_in_a_row >= self.options.faults_to_rest:
                self._rests_until = self._clock() + self.options.rest
                self._faults_in_a_row = 0

    def _asked(self, task: Task, asked: str, allowance: Allowance) -> Answer:
        seconds = allowance.seconds_left
        future = background.submit(self._answered(task, asked, allowance, seconds))
        try:
            return future.result(timeout=seconds + GRACE)
        except TimeoutError as fault:
            future.cancel()
            raise NoAnswer(faults.TIME_LIMIT, self._estimate(task, asked)) from fault

    async def _answered(self, task: Task, asked: str, allowance: Allowance, seconds: float) -> Answer:
        """Tries, and tries again what may pass, until the time is up."""
        tries: list[Usage] = []
        try:
            async with asyncio.timeout(seconds):
                chain = self._chains.get(task.name) or await asyncio.to_thread(self._chain, task)
                return await self._tried(chain, task, asked, allowance, tries)
        except NoAnswer:
            raise
        except Exception as fault:
            raise NoAnswer(faults.code_of(fault), sum(tries, UNUSED)) from fault

    async def _tried(self, chain: Any, task: Task, asked: str, allowance: Allowance, tries: list[Usage]) -> Answer:
        chains = _chains_module()
        async for attempt in chains.attempts(self.options):
            with attempt:
                estimate = self._estimate(task, asked)
                used = allowance.used + sum(tries, UNUSED)
                if tries and not self.options.allows(used, self._estimate(task, asked, task.longest)):
                    raise NoAnswer(BUDGET, sum(tries, UNUSED))
                tries.append(estimate)  # what a failed try took is not told, so its estimate stays
                value, counted = await chains.ask(chain, task.instructions, asked)
                if counted is not None:
                    tries[-1] = self.options.usage(*counted)
                if isinstance(value, Exception):
                    raise value
        return Answer(value, sum(tries, UNUSED))

    def _estimate(self, task: Task, asked: str, output_tokens: int = 0) -> Usage:
        sent = (len(task.instructions) + len(asked)) // _CHARACTERS_PER_TOKEN + 1
        return self.options.usage(sent, output_tokens, is_estimated=True)

    def _chain(self, task: Task) -> Any:
        with self._building:
            if task.name not in self._chains:
                self._chains[task.name] = _chains_module().build(self.options, task.schema, task.longest)
            return self._chains[task.name]


def _chains_module() -> Any:
    """All that needs LangChain, imported when a model is asked and not before."""
    return import_module("negotiation.language.llm.chains")
