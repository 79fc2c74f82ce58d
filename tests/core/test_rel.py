from hypothesis import given
from hypothesis import strategies as st

from crawler.core.rel import rel_tokens

WORDS = st.sampled_from(["nofollow", "sponsored", "ugc", "noopener", "external", "nofollowed"])
BREAKS = st.sampled_from([" ", ",", ", ", " ,\n", "\t", "\x0c", ",,"])
CASES = st.sampled_from([str.lower, str.upper, str.title])


@given(st.lists(st.tuples(WORDS, CASES, BREAKS)))
def test_every_word_is_a_token_however_it_is_parted_and_cased(parts: list) -> None:
    written = "".join(case(word) + stop for word, case, stop in parts)
    assert rel_tokens(written) == tuple(dict.fromkeys(word for word, _, _ in parts))


def test_no_rel_has_no_tokens() -> None:
    assert rel_tokens(None) == rel_tokens(" , ") == ()
