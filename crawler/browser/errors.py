"""Why the browser brought no page; `str()` is the cause that the page's facts keep."""


class RenderError(Exception):
    """The root; `again` where the page itself may not be to blame, so that a second try is worth it."""

    again = False


class BrowserLostError(RenderError):
    """The browser or its driver died or could not be started."""

    again = True


class PageCrashedError(RenderError):
    """The process that held the page died: out of memory, or killed."""

    again = True


class DeadlineError(RenderError):
    """The page was not done with in its time: a script that never ends, or an answer that never does."""


class RefusedError(RenderError):
    """The page led to where we do not go: robots.txt, a refused address, a download."""
