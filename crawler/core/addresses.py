"""Which addresses a stranger's URL may lead us to: the public Internet, and nothing else.

`ipaddress.is_global` alone is no guard (it passes multicast, 6to4, NAT64, Azure's host address and
more), so the refused ranges are written out, each with its cause. Sources: the IANA IPv4 and IPv6
Special-Purpose Address Registries and the documents named in the rows.

Ranges that carry an IPv4 address inside an IPv6 one through a *translator* (6to4, Teredo, NAT64,
SIIT) are refused whatever they carry: whether a translator stands there, and where it leads, is
known only to the network we run in. `::ffff:0:0/96` is no translator but the same IPv4 socket in
another spelling, so it is judged as the IPv4 address that it holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from crawler.core.errors import UsageError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REFUSED_V4 = {
    "0.0.0.0/8": "this network (RFC 791)",
    "10.0.0.0/8": "private (RFC 1918)",
    "100.64.0.0/10": "shared by a carrier (RFC 6598)",
    "127.0.0.0/8": "loopback (RFC 1122)",
    "168.63.129.16/32": "Azure host services",
    "169.254.0.0/16": "link-local, cloud metadata (RFC 3927)",
    "172.16.0.0/12": "private (RFC 1918)",
    "192.0.0.0/24": "protocol assignments (RFC 6890)",
    "192.0.2.0/24": "documentation (RFC 5737)",
    "192.88.99.0/24": "6to4 relay (RFC 7526)",
    "192.168.0.0/16": "private (RFC 1918)",
    "198.18.0.0/15": "benchmarking (RFC 2544)",
    "198.51.100.0/24": "documentation (RFC 5737)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "224.0.0.0/4": "multicast (RFC 5771)",
    "240.0.0.0/4": "reserved (RFC 1112)",
}

_REFUSED_V6 = {
    "::/128": "unspecified (RFC 4291)",
    "::1/128": "loopback (RFC 4291)",
    "::/96": "IPv4-compatible (RFC 4291)",
    "::ffff:0:0:0/96": "IPv4-translated (RFC 2765)",
    "64:ff9b::/96": "NAT64 (RFC 6052)",
    "64:ff9b:1::/48": "local NAT64 (RFC 8215)",
    "100::/64": "discard (RFC 6666)",
    "100:0:0:1::/64": "dummy prefix (RFC 9780)",
    "2001::/32": "Teredo (RFC 4380)",
    "2001::/23": "protocol assignments (RFC 2928)",
    "2001:db8::/32": "documentation (RFC 3849)",
    "2002::/16": "6to4 (RFC 3056)",
    "3fff::/20": "documentation (RFC 9637)",
    "5f00::/16": "segment routing (RFC 9602)",
    "fc00::/7": "unique local (RFC 4193)",
    "fe80::/10": "link-local (RFC 4291)",
    "fec0::/10": "site-local (RFC 3879)",
    "ff00::/8": "multicast (RFC 4291)",
}

_V4 = tuple((IPv4Network(net), cause) for net, cause in _REFUSED_V4.items())
_V6 = tuple((IPv6Network(net), cause) for net, cause in _REFUSED_V6.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPolicy:
    """Public addresses, and those of `allowed_networks` (tests, intranets), may be connected to."""

    allowed_networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, networks: Iterable[str]) -> "AddressPolicy":
        """The policy that a setting spells as CIDR networks.

        >>> AddressPolicy.parse(["127.0.0.0/8"]).refusal("127.0.0.1") is None
        True
        """
        try:
            return cls(allowed_networks=tuple(ip_network(network) for network in networks))
        except ValueError as error:
            raise UsageError(f"BACKLINK_ALLOWED_NETWORKS: {error}; write CIDR networks such as 127.0.0.0/8") from error

    def refusal(self, ip: str | Address) -> str | None:
        """Why this address must not be connected to, or `None`; what is no address is refused too.

        >>> AddressPolicy().refusal("::ffff:10.0.0.1")
        '10.0.0.1 is private (RFC 1918)'
        >>> AddressPolicy().refusal("::ffff:8.8.8.8")
        """
        try:
            address = ip_address(ip)
        except ValueError:
            return f"{ip!r} is not an address"
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if any(address in network for network in self.allowed_networks):
            return None
        for network, cause in _V4 if isinstance(address, IPv4Address) else _V6:
            if address in network:
                return f"{address} is {cause}"
        return None
