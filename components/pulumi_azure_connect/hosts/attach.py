"""The one way in which a host gets a connection: all of it or nothing."""

from collections.abc import Callable

from .host import Attachment, Host


def planned(host: Host, attachment: Attachment) -> Callable[[], None]:
    """Check a connection at every place of its host, and give what makes it.

    Nothing is registered before that is called.

    Raises:
        ConnectError: a grant or a setting can't be.
    """
    with host.program.undone_if_refused():
        plans = [attachment.plan(place) for place in host.places]

    def make() -> None:
        host.attach(attachment)
        for make_at_place in plans:
            make_at_place()

    return make
