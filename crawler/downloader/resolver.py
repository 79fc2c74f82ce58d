"""Host names to addresses that may be connected to: c-ares for speed, the address policy for safety.

c-ares asks A and AAAA at once, reads /etc/hosts, and keeps answers (also "no such name") for as long
as their TTL says. A name counts as missing only when the name system said so to the IPv4 question: a
server that failed, was silent or denied the IPv6 question alone is a failure, not a missing name.
"""

import re
import socket
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address

import aiodns
import pycares
from aiohttp.abc import AbstractResolver, ResolveResult

from crawler.core.addresses import AddressPolicy
from crawler.downloader.errors import AddressRefusedError, BadUrlError, FetchError, HostGoneError, NameLookupError

_QUERY_TIMEOUT = 2.0
_TRIES = 2
"""c-ares doubles the wait with each try: 2 + 4 seconds, within the time allowed for connecting."""

_NAMES_KEPT = 10_000
"""Look-ups after which the cache starts anew: c-ares bounds its cache by TTL alone, at 2.5 kB a name."""

_NO_SORT = 1 << 7
"""ARES_AI_NOSORT (c-ares ares.h; pycares does not name it): sorting would open a socket per address."""

_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0[xX][0-9a-fA-F]*)")
"""A host whose last label is a number is an IPv4 address and no name (WHATWG URL, "ends in a number")."""

_WITH_PORT = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})")

_ERRORS: dict[int, tuple[type[FetchError], str]] = {
    aiodns.error.ARES_ENOTFOUND: (HostGoneError, "name does not exist"),
    aiodns.error.ARES_ENODATA: (NameLookupError, "name has no address"),
    aiodns.error.ARES_EBADNAME: (BadUrlError, "not a host name"),
    aiodns.error.ARES_ETIMEOUT: (NameLookupError, "name servers did not answer"),
    aiodns.error.ARES_ESERVFAIL: (NameLookupError, "name server failed"),
    aiodns.error.ARES_EREFUSED: (NameLookupError, "name server refused the question"),
    aiodns.error.ARES_ECONNREFUSED: (NameLookupError, "no name server there"),
}


class GuardedResolver(AbstractResolver):
    """aiohttp's resolver interface; every address that it returns has passed the policy.

    `hosts` maps names to addresses before any lookup, as /etc/hosts does; the policy judges them too. With
    `address:port` (`[address]:port` for IPv6) the connection goes to that port, as with curl's --connect-to.
    """

    def __init__(
        self, policy: AddressPolicy, *, servers: Iterable[str] = (), hosts: Mapping[str, str] | None = None
    ) -> None:
        self._policy = policy
        self._hosts = {_canonical(name): _place(text) for name, text in (hosts or {}).items()}
        self._servers = list(servers)
        self._asked = 0
        self._ares = self._new_ares()
        self._retired: aiodns.DNSResolver | None = None

    def _new_ares(self) -> aiodns.DNSResolver:
        return aiodns.DNSResolver(
            nameservers=self._servers or None,
            timeout=_QUERY_TIMEOUT,
            tries=_TRIES,
            flags=pycares.ARES_FLAG_NOSEARCH | pycares.ARES_FLAG_EDNS,
        )

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Both families whatever `family` says: the connector races them and asks for no other."""
        _, mapped_port = self._hosts.get(_canonical(host), ("", None))
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=mapped_port or port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in await self.addresses(host)
        ]

    async def addresses(self, host: str) -> list[str]:
        """The host's permitted addresses, IPv4 first; an error where there is none."""
        name = _canonical(host)
        found = await self._look_up(name)
        refusals = {address: self._policy.refusal(address) for address in found}
        permitted = [address for address, refusal in refusals.items() if refusal is None]
        if not permitted:
            raise AddressRefusedError(f"{host}: {'; '.join(filter(None, refusals.values()))}")
        return sorted(permitted, key=lambda address: ":" in address)

    async def _look_up(self, name: str) -> list[str]:
        if name in self._hosts:
            return [self._hosts[name][0]]
        if _NUMERIC.fullmatch(name):
            return [_literal(name)]
        await self._bound_cache()
        try:
            answer = await self._ares.getaddrinfo(name, type=socket.SOCK_STREAM, flags=_NO_SORT)
        except aiodns.error.DNSError as error:
            if error.args[0] == aiodns.error.ARES_ENOTFOUND:
                await self._confirm_gone(name)
            raise _translated(error, name) from error
        except (UnicodeError, RuntimeError) as error:  # pycares: no IDNA, or longer than a name can be
            raise BadUrlError(f"{name}: not a host name") from error
        return [node.addr[0].decode("ascii") for node in answer.nodes]

    async def _confirm_gone(self, name: str) -> None:
        """Some servers deny a name that merely has no IPv6 address (RFC 4074, section 4.2), and c-ares
        reports whichever answer came last: only a denial of the IPv4 question counts."""
        try:
            await self._ares.query_dns(name, "A")
        except aiodns.error.DNSError as error:
            if error.args[0] == aiodns.error.ARES_ENOTFOUND:
                return
            raise _translated(error, name) from error
        raise NameLookupError(f"{name}: name servers contradict each other")

    async def _bound_cache(self) -> None:
        """The channel before the last one is closed only now, when its last questions are long answered."""
        self._asked += 1
        if self._asked % _NAMES_KEPT == 0:
            retired, self._retired, self._ares = self._retired, self._ares, self._new_ares()
            if retired is not None:
                await retired.close()

    async def close(self) -> None:
        await self._ares.close()
        if self._retired is not None:
            await self._retired.close()


def _canonical(host: str) -> str:
    return host.removesuffix(".").lower()


def _place(text: str) -> tuple[str, int | None]:
    """`127.0.0.1`, `127.0.0.1:8080`, `::1` or `[::1]:8080` as an address and a port."""
    found = _WITH_PORT.fullmatch(text)
    return (found[1] or found[2], int(found[3])) if found else (text, None)


def _literal(host: str) -> str:
    """An address as it stands; other spellings of IPv4 (127.1, 0x7f000001) never reach the name system."""
    try:
        return str(IPv4Address(host))
    except ValueError as error:
        raise BadUrlError(f"{host}: an IPv4 address is written as four decimal numbers") from error


def _translated(error: aiodns.error.DNSError, name: str) -> FetchError:
    code, message = error.args
    kind, words = _ERRORS.get(code, (NameLookupError, str(message)))
    return kind(f"{name}: {words}")
