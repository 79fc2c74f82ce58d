"""The words of policy that views look up, kept in the database beside what they are asked about."""

from pathlib import Path

from sqlite_utils import Database

from crawler.core.anchor_words import AnchorWords
from crawler.store.sqlite import told_as_store_error


def keep_words(database: Database, words: AnchorWords, path: Path | str) -> None:
    """Make `policy_words` say what policy says today; writes only where it differs."""
    wanted = words.rows()
    with told_as_store_error(path):
        kept = {tuple(row) for row in database.conn.execute("SELECT list, word FROM policy_words")}
        if kept == wanted:
            return
        with database.atomic():
            database.conn.execute("DELETE FROM policy_words")
            database.conn.executemany("INSERT INTO policy_words (list, word) VALUES (?, ?)", sorted(wanted))
