"""Self-made certificates for tests: an authority, one in between, and servers with every fault."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - OpenSSL compares with the real time


@dataclass
class Signed:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


class Authority:
    """Signs certificates below ``folder``; a client must trust ``root``, servers should send ``between``."""

    def __init__(self, folder: Path, name: str = "Test") -> None:
        self._folder = folder
        self.root = make(f"{name} Root", None, authority=True)
        self.between = make(f"{name} Between", self.root, authority=True)
        self._count = 0

    def trusting(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.load_verify_locations(cadata=self.root.pem.decode())
        return context

    def server(
        self, name: str = "localhost", *, days: tuple[int, int] = (-1, 90), chain: bool = True, own: bool = False
    ) -> ssl.SSLContext:
        """A server's context. ``days``: valid from and to, from today; ``own``: signed by itself."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server_pem(name, days=days, chain=chain, own=own))
        return context

    def server_pem(self, name: str, *, days: tuple[int, int] = (-1, 90), chain: bool = True, own: bool = False) -> Path:
        """A file with key, certificate and, with ``chain``, the certificate in between."""
        signed = make(name, None if own else self.between, days=days)
        self._count += 1
        path = self._folder / f"server{self._count}.pem"
        key = signed.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(key + signed.pem + (self.between.pem if chain and not own else b""))
        return path


def make(name: str, issuer: Signed | None, *, authority: bool = False, days: tuple[int, int] = (-1, 90)) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer or Signed(None, key)  # type: ignore[arg-type]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        try:
            names: list[x509.GeneralName] = [x509.IPAddress(ip_address(name))]
        except ValueError:
            names = [x509.DNSName(name)]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Signed(builder.sign(signer.key, hashes.SHA256()), key)
