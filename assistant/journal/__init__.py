"""Which questions does the report leave unanswered, as far as the operator wants to know?

    Answer -> Journal (memory, a thread) -> Book (one SQLite file) -> Entry

Off unless the settings name a file. Nothing in it tells who asked, or when within a day: personal data are masked,
equal entries of a day are one row with a count, and rows stand in the order of their text, not of their arrival.
"""

from assistant.journal.book import Book
from assistant.journal.entries import COLUMNS, Entry, Subject, by_subject
from assistant.journal.keeper import Journal

__all__ = ["COLUMNS", "Book", "Entry", "Journal", "Subject", "by_subject"]
