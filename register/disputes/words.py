"""The plain words for what a dispute records in codes."""

from __future__ import annotations

SIDES = {"vcs": "the voluntary or community organisation", "public_sector": "the public body"}
RAISED_BY = {"vcs": "A voluntary or community organisation", "public_sector": "A public body"}
JUDGEMENTS = {
    "kept": "Kept",
    "partly": "Kept in part",
    "not_kept": "Not kept",
    "not_determined": "Not determined",
}
FOUND_BY = {
    "agreed": "both sides, in agreement",
    "independent": "somebody independent",
    "court": "an ombudsman or a court",
    "one_party": "one side only",
}
STAGES = {
    "informal": "Informal talks",
    "letter": "Letter to the decision makers",
    "investigation": "Investigation",
    "assistance": "Help from outside",
    "local_review": "Review by the local Partnership",
    "external": "Ombudsman, court or regulator",
}
HELP = {
    "advocacy": "Advocacy",
    "mediation": "Mediation",
    "sector_contact": "Contacts in both sectors",
    "government_lead": "Central government’s policy lead",
}
EXTERNAL = {"ombudsman": "Ombudsman", "court": "Court", "regulator": "Regulator"}
OUTCOMES = {
    "agreement": "Resolved by agreement",
    "upheld": "Upheld",
    "partly_upheld": "Partly upheld",
    "not_upheld": "Not upheld",
    "withdrawn": "Withdrawn",
    "no_agreement": "Closed without agreement",
    "referred": "Referred elsewhere",
}
ENDINGS = {
    "agreement": "Both sides agreed how to settle it",
    "upheld": "The complaint was found to be right",
    "partly_upheld": "The complaint was found to be right in part",
    "not_upheld": "The complaint was found not to be right",
    "withdrawn": "The complaint was withdrawn",
    "no_agreement": "It was closed without agreement",
    "referred": "It was passed to somebody else to decide",
}
"""How it ended, for a reader who does not know the outcome's name."""
GOT = {"full": "all", "part": "part", "none": "none"}
REMEDIES = {
    "apology": "Apology",
    "payment": "Payment",
    "reinstated": "Support given back",
    "retaken": "Decision taken again",
    "notice_extended": "More notice",
    "consulted": "Consultation held",
    "practice_changed": "Practice changed",
    "other": "Something else",
}
REMEDY_STATES = {
    "none": "Nothing was promised",
    "to_do": "Something is still to be done",
    "done": "All of it is done",
    "confirmed": "All of it is done, and confirmed",
}
STATES = {"open": "Open", "ended": "Closed"}
