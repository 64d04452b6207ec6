//! A throwaway authority and the server certificate it signs, kept in memory.

use alloc::sync::Arc;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, SanType,
};
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use time::{Duration, OffsetDateTime};

use crate::error::SandboxError;

/// Which certificate the sandbox shows. All but the first are for tests of a client's TLS checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Certificate {
    /// Valid for every host that Bandwidth documents, for `localhost` and for the loopback addresses.
    #[default]
    Good,
    /// As `Good`, but it ended yesterday.
    Expired,
    /// In date and well signed, but for none of the names by which the sandbox is reached.
    WrongHost,
    /// As `Good`, but signed by an authority that is not the one in [`ca_pem`](crate::Sandbox::ca_pem),
    /// although it has the same name.
    UnknownCa,
}

/// What the server needs of it, and what its clients do.
pub(crate) struct Identity {
    pub(crate) ca_pem: String,
    pub(crate) config: Arc<ServerConfig>,
}

impl Identity {
    pub(crate) fn new(
        kind: Certificate,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, SandboxError> {
        let (authority, ca_pem) = authority()?;
        let signer = match kind {
            Certificate::UnknownCa => self::authority()?.0,
            Certificate::Good | Certificate::Expired | Certificate::WrongHost => authority,
        };
        let key = KeyPair::generate().map_err(SandboxError::certificate)?;
        let leaf = leaf(kind)?
            .signed_by(&key, &signer)
            .map_err(SandboxError::certificate)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(SandboxError::certificate)?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .map_err(SandboxError::certificate)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            ca_pem,
            config: Arc::new(config),
        })
    }
}

fn authority() -> Result<(Issuer<'static, KeyPair>, String), SandboxError> {
    let mut params = dated(OffsetDateTime::now_utc() + LIFE);
    params.distinguished_name = name("bw-auth sandbox throwaway CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // Strict verifiers want it even on a root (RFC 5280 section 4.2.1.1 allows its absence only there).
    params.use_authority_key_identifier_extension = true;
    // Whoever adds this authority to a trust store trusts it for these names and no other.
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("bandwidth.com".into()),
            GeneralSubtree::DnsName("localhost".into()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
            GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(
                Ipv6Addr::LOCALHOST.octets(),
                128,
            )),
        ],
        excluded_subtrees: Vec::new(),
    });
    let key = KeyPair::generate().map_err(SandboxError::certificate)?;
    let certificate = params
        .self_signed(&key)
        .map_err(SandboxError::certificate)?;
    Ok((Issuer::new(params, key), certificate.pem()))
}

fn leaf(kind: Certificate) -> Result<CertificateParams, SandboxError> {
    let now = OffsetDateTime::now_utc();
    let mut params = match kind {
        Certificate::Expired => dated(now - Duration::DAY),
        Certificate::Good | Certificate::WrongHost | Certificate::UnknownCa => dated(now + LIFE),
    };
    params.distinguished_name = name("bw-auth sandbox");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let (names, addresses) = match kind {
        Certificate::WrongHost => (ELSEWHERE, [].as_slice()),
        Certificate::Good | Certificate::Expired | Certificate::UnknownCa => (NAMES, ADDRESSES),
    };
    for &name in names {
        let name = name.try_into().map_err(SandboxError::certificate)?;
        params.subject_alt_names.push(SanType::DnsName(name));
    }
    for &address in addresses {
        params.subject_alt_names.push(SanType::IpAddress(address));
    }
    Ok(params)
}

/// Parameters that end at `end`. They begin well before, so that a client whose clock is behind accepts them.
fn dated(end: OffsetDateTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.not_before = end - LIFE - Duration::DAY;
    params.not_after = end;
    params
}

fn name(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

const LIFE: Duration = Duration::days(5);

/// A wildcard stands for one label (RFC 9525 section 6.3), so each level that Bandwidth uses has one:
/// `test.api`, `test.dashboard` and `test.voice` of its test realm, `api.webrtc`, `management.id`.
const NAMES: &[&str] = &[
    "bandwidth.com",
    "*.bandwidth.com",
    "*.api.bandwidth.com",
    "*.dashboard.bandwidth.com",
    "*.evs.bandwidth.com",
    "*.id.bandwidth.com",
    "*.voice.bandwidth.com",
    "*.webrtc.bandwidth.com",
    "localhost",
];
const ADDRESSES: &[IpAddr] = &[
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];
/// Within what the authority may sign, so that the name alone is what is wrong.
const ELSEWHERE: &[&str] = &["elsewhere.localhost"];
