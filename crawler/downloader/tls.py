"""TLS contexts, built once, and what a failed handshake says in words."""

import ssl

import certifi

_VERIFY_CAUSES = {
    9: "certificate not yet valid",
    10: "certificate expired",
    18: "certificate self-signed",
    19: "certificate self-signed in its chain",
    20: "certificate of an unknown issuer",
    21: "certificate of an unknown issuer",
    23: "certificate revoked",
    62: "certificate of another host",
    64: "certificate of another address",
}
"""OpenSSL's X509_V_ERR codes (openssl/x509_vfy.h)."""


def verifying_context() -> ssl.SSLContext:
    """Trusts the machine's store (and SSL_CERT_FILE) and Mozilla's roots as certifi ships them."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def trusting_context() -> ssl.SSLContext:
    """Encrypts but believes any certificate: for the one fetch that policy allows without verification."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


def tls_cause(error: ssl.SSLError) -> str:
    """What went wrong, in OpenSSL's words where we have none of our own."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERIFY_CAUSES.get(error.verify_code, error.verify_message or "certificate not verified")
    reason = (error.reason or "no reason given").replace("_", " ").lower()
    return f"handshake failed: {reason}"
