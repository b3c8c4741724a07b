"""What the server refuses is told beside the box, with what would be right, and nothing typed is lost."""

from playwright.sync_api import expect

from tests.journeys.room_page import RoomPage

HALF_AN_EMOJI = "Fine for us \\ud83d"  # what is left when a text is cut in the wrong place


def test_a_refused_message_goes_back_into_the_box(opened: RoomPage) -> None:
    opened.words.evaluate(f'(box) => {{ box.value = "{HALF_AN_EMOJI}"; }}')
    opened.words.press("Enter")
    expect(opened.notice).to_contain_text("characters that are not valid Unicode")
    assert opened.words.input_value().startswith("Fine for us")
    expect(opened.waiting).to_have_count(0)
    expect(opened.messages).to_have_count(1)


def test_the_notice_goes_when_the_next_message_is_sent(opened: RoomPage) -> None:
    opened.words.evaluate(f'(box) => {{ box.value = "{HALF_AN_EMOJI}"; }}')
    opened.words.press("Enter")
    expect(opened.notice).to_contain_text("not valid Unicode")
    opened.say("2 % off, Net 45")
    expect(opened.notice).to_be_empty()


def test_nothing_is_sent_where_nothing_was_typed(opened: RoomPage) -> None:
    opened.words.fill("   ")
    opened.words.press("Enter")
    opened.say("2 % off, Net 45")
    expect(opened.mine("")).to_have_count(1)
