"""Every sentence of the templates, in English. Translations are in `locale/`; `docs/language.md` says how to add one.

Where several stand in a row, the bot takes turns with them.
"""

from __future__ import annotations

from negotiation.language.speech import N_

INTRODUCTIONS = {
    (True, True): N_("Hello {supplier}, I am a bot and negotiate for {buyer}."),
    (True, False): N_("Hello {supplier}, I am a bot and negotiate."),
    (False, True): N_("Hello, I am a bot and negotiate for {buyer}."),
    (False, False): N_("Hello, I am a bot and negotiate."),
}
INTRODUCTIONS_BY_PERSON = {
    (True, True): N_("Hello {supplier}, I negotiate for {buyer}."),
    (True, False): N_("Hello {supplier}, I negotiate."),
    (False, True): N_("Hello, I negotiate for {buyer}."),
    (False, False): N_("Hello, I negotiate."),
}
"""Where a person sends the words as their own."""
TODAY = N_("Today's terms are {terms}.")
OPENING = N_("For the renewal we propose {terms}.")
OPENING_CHOICE = N_("For the renewal we propose your choice of {choices}.")
WAYS_TO_ANSWER = N_("You can accept, answer with an offer of your own, or ask for a person at any time.")
ACCEPT_OR_OFFER = N_("You can accept, or answer with an offer of your own.")
WHAT_MATTERS = N_("What matters most to you?")

COUNTERS = (
    (N_("What we can offer is {terms}."), N_("What we can offer is your choice of {choices}.")),
    (N_("We can meet you at {terms}."), N_("We can meet you at your choice of {choices}.")),
    (N_("Our next offer is {terms}."), N_("Our next offer is your choice of {choices}.")),
    (N_("We have looked at it again and offer {terms}."), N_("We have looked at it again: your choice of {choices}.")),
    (N_("How about {terms}?"), N_("How about one of these: {choices}?")),
)
EXCHANGES = (
    N_("We can commit to {given} if you can do {asked}."),
    N_("If {asked} works for you, we can commit to {given}."),
)
COUNTER_ENDS = (
    N_("Does that work for you?"),
    N_("What do you think?"),
    N_("Can we settle on that?"),
    N_("Would that suit you?"),
    N_("How does that look from your side?"),
    N_("What is your view?"),
    N_("Is that something you can do?"),
)
WHICH_SUITS = N_("Which of them suits you best?")
WHICH_TERMS = N_("Which terms do you have in mind?")
WHICH_TERMS_FOR = N_("Which terms do you have in mind for {levers}?")
WHAT_WOULD_WORK = N_("What would work on your side?")

FINAL = N_("This is our final offer: {terms}.")
FINAL_CHOICE = N_("This is our final offer: your choice of {choices}.")
FINAL_END = N_("I hope you can agree to it.")
NOTHING_FURTHER = N_("We have no further offer to make.")

ACCEPT = N_("Agreed: {terms}.")
ACCEPT_THANKS = N_("Thank you, it was good to find terms that work for both of us.")
ACCEPT_TO_CONFIRM = N_(
    "That works for us: {terms}. Please check the term sheet below and confirm it, then it is agreed."
)
AS_IT_STANDS = N_("your offer as it stands")
APPROVAL = N_(
    "Agreed from my side: {terms}, subject to approval by a colleague of mine. You will see the answer here in this "
    "chat."
)
APPROVAL_THANKS = N_("Thank you for working this out with me.")
APPROVAL_TO_CONFIRM = N_(
    "Agreed from my side: {terms}, subject to approval by a colleague of mine. Please check the term sheet below and "
    "confirm it, then I pass it on."
)

HOLDS = (
    (N_("Our offer still stands: {terms}."), N_("Our offer still stands: your choice of {choices}.")),
    (N_("What we offer has not changed: {terms}."), N_("What we offer has not changed: your choice of {choices}.")),
    (N_("On the table from our side is {terms}."), N_("On the table from our side is your choice of {choices}.")),
)
THANKS_FOR_MESSAGE = (
    N_("Thank you for your message."),
    N_("Thank you for writing."),
    N_("Thanks for letting me know."),
)
THANKS = (
    N_("Thank you for offering {terms}."),
    N_("Thank you, that helps: {terms}."),
    N_("I appreciate your offer of {terms}."),
    N_("Thanks for {terms}."),
)
ACCEPT_OR_COUNTER = N_("You can accept it, or answer with an offer of your own.")
ACCEPT_COUNTER_OR_PERSON = N_("You can accept it, answer with an offer of your own, or ask for a person.")

IS_THIS_MEANT = N_(
    "Just to be sure: is your offer {terms}, or something else? Please write the terms that you mean, or press a "
    "button."
)
WHICH_IS_MEANT = N_(
    "Just to be sure, which do you mean: {choices}? Please write the terms that you mean, or press a button."
)
UNDERSTOOD_IN_PART = N_("I understood {terms}, but I am not sure that this is all. Which terms do you offer?")
NOT_UNDERSTOOD = (
    N_("I am sorry, I did not understand that. Could you tell me your terms in numbers, such as {example}?"),
    N_("I am afraid I still do not follow. Which terms do you offer, in numbers such as {example}?"),
)
OR = N_("; or ")
PRICE_AND_PAYMENT = N_("price and payment")

REPLIES = {
    "person_asked": N_("I understand that you would like to speak to a person."),
    "price_increase": N_("A price above today's is not what we had in mind for this renewal."),
    "not_understood": N_("I am not sure that I understood you correctly."),
    "unusual_request": N_("I can only negotiate {levers} here."),
    "what_would_work": N_("I understand that this does not work for you."),
    "nothing_to_accept": N_("So far there was no offer of ours to accept."),
    "supplier_withdrew": N_("I understand that you are thinking of leaving it at that."),
}
"""What the bot says to a supplier's words when it goes on itself, by topic."""
HANDOVERS = {
    "person_asked": N_("Of course. A colleague of mine joins this chat and takes over from here."),
    "price_increase": N_("A price above today's is not for me to decide, so a colleague of mine joins this chat."),
    "not_understood": N_("I am not sure that I understand you correctly, so a colleague of mine joins this chat."),
    "unusual_request": N_("That goes beyond what I can negotiate, so a colleague of mine joins this chat."),
}
HANDOVER = N_("Thank you. This is one for a colleague of mine, who joins this chat.")
ASSURANCE = N_("Everything said so far stays on record; you need not repeat anything.")

WITHDRAWN = N_("I have noted that you withdraw.")
WITHDRAWN_THANKS = N_("Thank you for your time; we would be glad to talk again.")
FAREWELL = N_("We did not find terms that work for both of us, so I close it here.")
FAREWELL_THANKS = N_("Thank you for the open conversation.")

ANSWERS = {
    "bot": N_("I am a bot; a person can join at any time."),
    "buyer": N_("I negotiate for {buyer}."),
    "deadline": N_("This negotiation is open until {deadline}."),
    "today": TODAY,
    "quantity": N_("Today's contract is for {quantity}."),
}
"""What is said to a question that the public facts answer, by its code."""
NOT_KNOWN = N_("I do not know that, and I would rather not guess: I have noted your question for a colleague of mine.")

REASONS = {
    "longer_commitment": N_("That is a longer commitment than today's."),
    "more_volume": N_("That is more volume than today."),
    "sooner_payment": N_("That way you are paid sooner than today."),
}
"""What may be said for an offer, by the code in the playbook."""
NO_FIGURES = N_("Thank you for your message. Please see the terms beside this chat; you can answer there or here.")
"""What is said when even the template's phrase holds a figure that nobody authorised."""
