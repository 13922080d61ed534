//! The encryption key may be written in either base64: it is the same key.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use switchboard_tests::{Plan, on_both, reads};

use super::VARIABLE;

async fn the_key_is_the_same_in_standard_and_in_url_safe_base64(plan: Plan) {
    let site = plan.site().await;
    // Bytes that the two write with different signs.
    let key = [0xfb_u8; 32];
    let spellings = [STANDARD.encode(key), URL_SAFE.encode(key), URL_SAFE_NO_PAD.encode(key)];
    assert!(spellings[0].contains('+') && spellings[1].contains('-'));
    let server = site.start_with(&[(VARIABLE, spellings[0].clone())]).await;
    let anna = site.linked(7, "anna").await;
    site.quiet().await;
    server.stop().await;
    for (number, spelling) in spellings.into_iter().enumerate() {
        // The bot's token, sealed in the first spelling, opens in each.
        let server = site.start_with(&[(VARIABLE, spelling)]).await;
        let text = format!("number {number}");
        assert_eq!(*site.admin().notify(7, &text).await.value(), true);
        reads(&anna, &text).await;
        site.quiet().await;
        server.stop().await;
    }
}

on_both!(the_key_is_the_same_in_standard_and_in_url_safe_base64);
