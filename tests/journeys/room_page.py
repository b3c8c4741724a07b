"""A supplier's room as a person uses it: what they look at, and what they press."""

import re

from playwright.sync_api import Locator, Page, expect


class RoomPage:
    """The page of one room. Its parts are found as a person finds them: by role and name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log", name="Messages")
        self.messages = self.log.get_by_role("article")
        self.standing = page.locator("#standing")
        self.dock = page.locator("#dock")
        self.table = page.get_by_role("complementary", name="On the table")
        self.words = page.get_by_label("Your message")
        self.banner = page.locator("#connection")
        self.waiting = page.locator("#outbox article")
        self.notice = page.get_by_role("alert")
        self.question = page.get_by_role("dialog").filter(has=page.locator("#confirm-question"))
        self.form = page.get_by_role("dialog", name="Your offer")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def newest(self) -> Locator:
        return self.messages.last

    def say(self, text: str) -> None:
        """Types and sends; returns when it stands in the conversation as delivered."""
        self.words.fill(text)
        self.words.press("Enter")
        expect(self.mine(text)).to_contain_text("delivered")

    def mine(self, text: str) -> Locator:
        """One's own messages with these words."""
        return self.log.locator(".bubble.you").filter(has_text=text)

    def expect_turn(self, headline: str) -> None:
        """Waits for the standing line."""
        expect(self.standing).to_contain_text(headline)

    def offer(self, number: int) -> Locator:
        """The message that holds the offer of this number."""
        return self.messages.filter(has=self.page.get_by_role("heading", name=re.compile(rf"^Offer {number}\b")))

    def answered(self, number: int) -> Locator:
        """The same, once it is there."""
        offer = self.offer(number)
        expect(offer).to_be_visible()
        return offer

    def field(self, name: str) -> Locator:
        """A field of the form for a counter-offer."""
        return self.form.get_by_role("textbox", name=name)
