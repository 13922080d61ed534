//! A key with the one algorithm that it may be used with. Checked when it is made, so that verifying never meets a key of
//! the wrong kind: a public key can't become an HMAC secret, and a short one can't crash the verifier.

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, crypto,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use secrecy::{ExposeSecret, SecretString};

/// Fewer bytes could be guessed offline from a single token.
const SHORTEST_SECRET: usize = 32;
/// RFC 7518 section 3.3 asks for RSA keys of 2048 bits or more.
const SHORTEST_RSA_BYTES: usize = 256;
const ED25519_BYTES: usize = 32;

/// One key, one algorithm. `Debug` shows no key.
#[derive(Clone, Debug)]
pub(super) struct VerifyingKey {
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

impl VerifyingKey {
    /// A shared secret. `Err` says what is wrong with it, as a sentence's end.
    pub(super) fn from_secret(algorithm: Algorithm, secret: &SecretString) -> Result<Self, &'static str> {
        let secret = secret.expose_secret();
        if algorithm.family() != AlgorithmFamily::Hmac {
            return Err("this algorithm takes a public key, not a secret");
        }
        if secret.len() < SHORTEST_SECRET {
            return Err("the secret must have at least 32 bytes");
        }
        if secret.contains("-----BEGIN") {
            return Err(
                "this is a key file; as a shared secret it would let everybody sign who has the public key",
            );
        }
        Ok(Self { algorithm, key: DecodingKey::from_secret(secret.as_bytes()) })
    }

    /// A public key in PEM. `Err` says what is wrong with it.
    pub(super) fn from_pem(algorithm: Algorithm, pem: &str) -> Result<Self, &'static str> {
        let unreadable = "the public key can't be read, or is not of this algorithm's kind";
        if !pem.contains("-----BEGIN PUBLIC KEY-----") && !pem.contains("-----BEGIN RSA PUBLIC KEY-----") {
            return Err("give a public key in PEM (-----BEGIN PUBLIC KEY-----)");
        }
        let bytes = pem.trim().as_bytes();
        let (key, shortest) = match algorithm.family() {
            AlgorithmFamily::Rsa => (DecodingKey::from_rsa_pem(bytes), SHORTEST_RSA_BYTES),
            AlgorithmFamily::Ec => (DecodingKey::from_ec_pem(bytes), 0),
            AlgorithmFamily::Ed => (DecodingKey::from_ed_pem(bytes), ED25519_BYTES),
            AlgorithmFamily::Hmac => return Err("this algorithm takes a secret, not a public key"),
        };
        let key = key.map_err(|_| unreadable)?;
        if key.as_bytes().len() < shortest {
            return Err("the public key is too short");
        }
        Self { algorithm, key }.checked().ok_or(unreadable)
    }

    /// A member of a JWKS. `None` if it is not for signatures, has no asymmetric algorithm that we know, or is malformed.
    /// `only` is the algorithm that the configuration fixed for the set.
    pub(super) fn from_jwk(jwk: &Jwk, only: Option<Algorithm>) -> Option<Self> {
        let common = &jwk.common;
        let for_signing = common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
        let for_verifying =
            common.key_operations.as_ref().is_none_or(|them| them.contains(&KeyOperations::Verify));
        if !for_signing || !for_verifying {
            return None;
        }
        let named = common.key_algorithm.map(asymmetric);
        let fitting = of_kind(&jwk.algorithm);
        // Without `alg`, the configured one, or the usual one for this kind of key.
        let algorithm = named.unwrap_or_else(|| only.or(fitting.first().copied()))?;
        if !fitting.contains(&algorithm) || only.is_some_and(|only| only != algorithm) {
            return None;
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        if !is_long_enough(&jwk.algorithm, &key) {
            return None;
        }
        Self { algorithm, key }.checked()
    }

    /// Tries the key once, on nothing: the verifier refuses keys of the wrong kind or curve.
    fn checked(self) -> Option<Self> {
        crypto::verify("", b"", &self.key, self.algorithm).is_ok().then_some(self)
    }
}

/// The algorithms that this kind of key can have, the usual one first.
fn of_kind(parameters: &AlgorithmParameters) -> &'static [Algorithm] {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match parameters {
        AlgorithmParameters::RSA(_) => &[RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => &[ES256],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => &[ES384],
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[EdDSA],
        // A shared secret has no place in a published set.
        _ => &[],
    }
}

/// The algorithm that a JWK names, unless it is one for encryption or with a shared secret.
fn asymmetric(named: KeyAlgorithm) -> Option<Algorithm> {
    named.to_string().parse().ok().filter(|it: &Algorithm| it.family() != AlgorithmFamily::Hmac)
}

fn is_long_enough(parameters: &AlgorithmParameters, key: &DecodingKey) -> bool {
    use jsonwebtoken::DecodingKeyKind::{RsaModulusExponent, SecretOrDer};
    match (parameters, key.kind()) {
        (AlgorithmParameters::RSA(_), RsaModulusExponent { n, .. }) => {
            n.iter().skip_while(|byte| **byte == 0).count() >= SHORTEST_RSA_BYTES
        }
        (AlgorithmParameters::OctetKeyPair(_), SecretOrDer(bytes)) => bytes.len() == ED25519_BYTES,
        (AlgorithmParameters::EllipticCurve(_), SecretOrDer(_)) => true,
        _ => false,
    }
}
