//! What only a server needs, asked for before it opens a socket: its secrets, and that they are its own.

use std::path::Path;

use super::{Config, Problem, Problems, example};

impl Config {
    /// Whether `serve` may start with this.
    ///
    /// # Errors
    /// When a secret is missing, when it is one that is printed in `.env.example`, or when a file with keys is not there.
    pub fn ready_to_serve(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        problems.check(
            self.auth.trusts_anybody(),
            "auth.jwt_secret",
            "is missing, and so are JWT_JWKS_FILE and JWT_JWKS_URL: no token could be checked; \
             `switchboard keygen` makes a secret",
        );
        problems.check(
            self.encryption.written().next().is_some(),
            "encryption.key",
            "is missing: bot tokens could not be kept safe; `switchboard keygen` makes one",
        );
        example::refuse(self, &mut problems);
        self.key_files(|path, file| {
            if let Err(error) = std::fs::File::open(file) {
                let text = format!("the file {} cannot be read: {error}", file.display());
                problems.add(Problem::new(path, text));
            }
        });
        problems.into_result()
    }

    fn key_files(&self, mut look_at: impl FnMut(&str, &Path)) {
        if let Some(file) = &self.auth.jwt_jwks_file {
            look_at("auth.jwt_jwks_file", file);
        }
        for (at, key) in self.auth.keys.iter().enumerate() {
            if let Some(file) = &key.public_key_file {
                look_at(&format!("auth.keys[{at}].public_key_file"), file);
            }
            if let Some(file) = &key.jwks_file {
                look_at(&format!("auth.keys[{at}].jwks_file"), file);
            }
        }
    }
}
