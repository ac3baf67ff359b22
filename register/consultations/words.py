"""The plain words for what a consultation records in codes, and for its times of day."""

from __future__ import annotations

from datetime import time

STAGES = {
    "pre_design": "Before anything was designed",
    "options": "Options",
    "draft": "Draft",
    "final_proposal": "Final proposal",
}
METHODS = {
    "formal_written": "Formal written",
    "informal": "Informal",
    "co_design": "Designed together",
}
TAGS = {
    "formal_written": "Formal consultation",
    "informal": "Informal consultation",
    "co_design": "Designing together",
}
TAG = "Consultation"
"""Where the method is not stated."""

RESPONDERS = {
    "individual": "Individuals",
    "vcs": "Voluntary and community organisations",
    "public_body": "Public bodies",
    "business": "Businesses",
    "elected": "Elected representatives",
    "other": "Others",
}
DISPOSITIONS = {
    "acted_on": "Acted on",
    "partly": "Partly acted on",
    "already_planned": "Already planned",
    "not_acted_on": "Not acted on",
    "out_of_scope": "Out of scope",
    "still_considering": "Still considering",
}
DISPOSITIONS_MEANT = {
    "acted_on": ("acted upon", "accepted", "accept", "agreed", "agree", "adopted", "yes", "done", "changed"),
    "partly": (
        *("part", "partial", "partially", "in part", "partly accepted", "partly agreed", "partially accepted"),
        *("partially agreed", "partially acted on", "accepted in part", "agreed in part", "acted on in part"),
    ),
    "already_planned": ("planned", "already in the plan", "already in our plans"),
    "not_acted_on": (
        *("not accepted", "not agreed", "not adopted", "rejected", "reject", "declined", "refused", "disagreed"),
        *("disagree", "no", "not done", "no change", "not changed", "no action"),
    ),
    "out_of_scope": ("outside scope", "outside the scope", "not in scope"),
    "still_considering": ("considering", "being considered", "under consideration", "to be decided", "not yet decided"),
}
"""What tables call each of them besides, folded. “Noted” is not among them: it says nothing of what became of it."""
PROGRESS = {
    "to_do": "Not yet begun",
    "under_way": "Under way",
    "done": "Done",
    "dropped": "Dropped",
}
STATES = {
    "announced": "Announced",
    "open": "Open",
    "closed": "Closed, being analysed",
    "unanswered": "Closed, nothing more recorded",
    "feedback_published": "Feedback published",
    "outcome_published": "Outcome published",
    "abandoned": "Abandoned",
    "dates_not_stated": "Dates not stated",
}
AWAITED = {
    "feedback": "Feedback overdue",
    "commitment": "Commitment overdue",
    "view": "Decision on a view overdue",
    "reason": "Reason for a view awaited",
}


def time_in_words(at: time) -> str:
    """Write a time of day: noon, 5pm, 5:30pm, 11:59pm, midnight."""
    if at.minute == 0 and at.hour % 12 == 0:
        return "noon" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"
