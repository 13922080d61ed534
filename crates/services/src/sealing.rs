//! Secrets at rest: AES-256-GCM with a key id, bound to its row by associated data; and keyed hashes for what need
//! only be recognised. The keys come from `ENCRYPTION_KEY`, newest first, so that they can rotate.

use aes_gcm::{
    Aes256Gcm, Key, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand::RngCore;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};

/// A sealed secret as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Which key sealed it.
    pub key_id: String,
    /// 12 random bytes.
    pub nonce: Vec<u8>,
    /// Ciphertext with tag.
    pub ciphertext: Vec<u8>,
}

/// The keys. `Debug` shows ids only.
pub struct Keyring {
    keys: Vec<SealingKey>,
}

struct SealingKey {
    id: String,
    secret: SecretBox<[u8; 32]>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl Keyring {
    /// Keys of 32 bytes, the newest first.
    ///
    /// # Errors
    /// When the list is empty.
    pub fn new(keys: Vec<[u8; 32]>) -> Result<Self> {
        if keys.is_empty() {
            return Err(Error::broken("no encryption key"));
        }
        let keys = keys
            .into_iter()
            .map(|key| SealingKey { id: key_id(&key), secret: SecretBox::new(Box::new(key)) })
            .collect();
        Ok(Self { keys })
    }

    /// The ids of the keys, the newest first. They tell nothing of the keys.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        self.keys.iter().map(|key| key.id.as_str()).collect()
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn newest_id(&self) -> &str {
        self.keys.first().map_or("", |key| &key.id)
    }

    /// Seals `secret` with the newest key. `bound_to` names the row: opening it elsewhere fails.
    ///
    /// # Errors
    /// Only for inputs beyond AES-GCM's limits.
    pub fn seal(&self, secret: &SecretString, bound_to: &str) -> Result<Sealed> {
        let key = self.keys.first().ok_or_else(|| Error::broken("no encryption key"))?;
        let mut nonce = [0u8; 12];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: bound_to.as_bytes() };
        let ciphertext = key
            .cipher()
            .encrypt(Nonce::from_slice(&nonce), payload)
            .map_err(|_| Error::broken("sealing failed"))?;
        Ok(Sealed { key_id: key.id.clone(), nonce: nonce.to_vec(), ciphertext })
    }

    /// Opens what was sealed for the same row.
    ///
    /// # Errors
    /// When the key is not in the list any more, or the row was tampered with.
    pub fn open(&self, sealed: &Sealed, bound_to: &str) -> Result<SecretString> {
        let key = self
            .keys
            .iter()
            .find(|key| key.id == sealed.key_id)
            .ok_or_else(|| Error::broken("sealed with a key that ENCRYPTION_KEY no longer lists"))?;
        if sealed.nonce.len() != 12 {
            return Err(Error::broken("sealed with a nonce of the wrong size"));
        }
        let payload = Payload { msg: sealed.ciphertext.as_slice(), aad: bound_to.as_bytes() };
        let plain = key
            .cipher()
            .decrypt(Nonce::from_slice(&sealed.nonce), payload)
            .map_err(|_| Error::broken("a sealed secret does not open"))?;
        let text = String::from_utf8(plain).map_err(|_| Error::broken("a sealed secret is not text"))?;
        Ok(SecretString::from(text))
    }

    /// A hash that only this server can make, with the newest key. `purpose` keeps uses apart.
    #[must_use]
    pub fn keyed_hash(&self, purpose: &str, data: &[u8]) -> Vec<u8> {
        self.keys.first().map(|key| key.keyed_hash(purpose, data)).unwrap_or_default()
    }

    /// [`keyed_hash`](Self::keyed_hash) under each listed key, the newest first: to find what may have been stored before
    /// a rotation.
    #[must_use]
    pub fn keyed_hashes(&self, purpose: &str, data: &[u8]) -> Vec<Vec<u8>> {
        self.keys.iter().map(|key| key.keyed_hash(purpose, data)).collect()
    }

    /// Whether `hash` is the keyed hash of `data` under any listed key, in constant time for each.
    #[must_use]
    pub fn verify_hash(&self, purpose: &str, data: &[u8], hash: &[u8]) -> bool {
        self.keys
            .iter()
            .fold(false, |found, key| found | bool::from(key.keyed_hash(purpose, data).ct_eq(hash)))
    }
}

impl SealingKey {
    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(self.secret.expose_secret()))
    }

    fn keyed_hash(&self, purpose: &str, data: &[u8]) -> Vec<u8> {
        let mut derived = [0u8; 32];
        // 32 bytes are within HKDF's limit, and HMAC takes a key of any size: neither can fail.
        let _ =
            Hkdf::<Sha256>::new(None, self.secret.expose_secret()).expand(purpose.as_bytes(), &mut derived);
        match <Hmac<Sha256> as Mac>::new_from_slice(&derived) {
            Ok(mac) => mac.chain_update(data).finalize().into_bytes().to_vec(),
            Err(_) => Vec::new(),
        }
    }
}

/// SHA-256, for random secrets of ours that need no key (API keys, webhook secrets).
#[must_use]
pub fn digest(data: &[u8]) -> Vec<u8> {
    Sha256::digest(data).to_vec()
}

fn key_id(key: &[u8; 32]) -> String {
    let hash = Sha256::new().chain_update(b"switchboard key id").chain_update(key).finalize();
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(bytes: &[u8]) -> Keyring {
        Keyring::new(bytes.iter().map(|byte| [*byte; 32]).collect()).unwrap()
    }

    #[test]
    fn a_sealed_secret_opens_only_for_its_row_and_with_a_listed_key() {
        let secret = SecretString::from("123:abc");
        let sealed = ring(&[1]).seal(&secret, "integration/1").unwrap();
        assert_eq!(ring(&[2, 1]).open(&sealed, "integration/1").unwrap().expose_secret(), "123:abc");
        assert!(ring(&[1]).open(&sealed, "integration/2").is_err());
        assert!(ring(&[2]).open(&sealed, "integration/1").is_err());
        let mut tampered = sealed.clone();
        tampered.ciphertext[0] ^= 1;
        assert!(ring(&[1]).open(&tampered, "integration/1").is_err());
    }

    #[test]
    fn a_keyed_hash_survives_rotation_and_depends_on_its_purpose() {
        let hash = ring(&[1]).keyed_hash("codes", b"123456");
        assert!(ring(&[2, 1]).verify_hash("codes", b"123456", &hash));
        assert!(!ring(&[2, 1]).verify_hash("links", b"123456", &hash));
        assert!(!ring(&[2]).verify_hash("codes", b"123456", &hash));
        assert!(ring(&[2, 1]).keyed_hashes("codes", b"123456").contains(&hash));
    }

    #[test]
    fn debug_shows_no_key() {
        assert!(!format!("{:?}", ring(&[7])).contains("7, 7"));
    }
}
