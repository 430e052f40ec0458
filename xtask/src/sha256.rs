//! SHA-256 in base64, as the policy of a page names its scripts (CSP Level 3, section 2.3.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// As a policy names what it allows: `sha256-…`.
pub(crate) fn named(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// Bytes as text.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{base64, named};

    #[test]
    fn base64_is_that_of_the_standard() {
        let tries = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        assert!(tries.iter().all(|(bytes, text)| base64(bytes.as_bytes()) == *text));
        assert_eq!(base64(&[251, 255]), "+/8=");
    }

    #[test]
    fn the_digests_are_those_of_the_standard() {
        assert_eq!(named(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(named("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        // Two blocks, of which the second is padding.
        let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(named(long), "sha256-JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE=");
    }
}
