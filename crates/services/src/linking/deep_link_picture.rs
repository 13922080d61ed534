//! A deep link as a QR code, for people who read the application on another screen than their phone's.

use qrcode::{EcLevel, QrCode, render::svg};

use super::deep_link::DeepLink;
use crate::error::{Error, Result};

/// The side of the picture in pixels, at least; it scales without loss.
const SIDE: u32 = 240;

impl DeepLink {
    /// The address as a QR code: an SVG document with a quiet zone, black on white.
    ///
    /// # Errors
    /// Never for an address of Telegram's length.
    pub fn qr_svg(&self) -> Result<String> {
        let code = QrCode::with_error_correction_level(self.url(), EcLevel::M);
        let code = code.map_err(|error| Error::internal("a QR code", error))?;
        Ok(code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build())
    }
}
