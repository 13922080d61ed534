//! Pending sends by the million: copies of the first send of each lane, made by the database itself.

use std::fmt::Write as _;

use switchboard_store::{BotId, DbKind, LaneId};

use crate::raw::Raw;

/// Adds `copies` pending sends to every lane in which anything was ever accepted (`lanes` narrows it down), and opens it.
///
/// # Errors
/// When the database refuses.
pub async fn refill(raw: &mut Raw, copies: u64, lanes: Option<&str>) -> anyhow::Result<u64> {
    let columns = columns(raw).await?;
    let names = columns.join(", ");
    let values = columns.iter().fold(String::new(), |mut all, column| {
        let value = match column.as_str() {
            "state" => "'pending'".to_owned(),
            "epoch" | "attempts" | "ambiguous" | "repairs" => "0".to_owned(),
            "started_at" | "done_at" | "reason" | "not_before" | "expires_at" => "null".to_owned(),
            other => format!("o.{other}"),
        };
        let _ = write!(all, "{}{value}", if all.is_empty() { "" } else { ", " });
        all
    });
    let which = lanes.map_or_else(String::new, |lanes| format!("where lane_id in ({lanes})"));
    let series = match raw.kind() {
        DbKind::Sqlite => {
            format!(
                "(with recursive s(n) as (select 1 union all select n + 1 from s where n < {copies}) select n from s)"
            )
        }
        DbKind::Postgres => format!("(select n from generate_series(1, {copies}) as g(n))"),
    };
    let insert = format!(
        "insert into outbox ({names}) select {values} from {series} as copy cross join outbox o \
         where o.id in (select min(id) from outbox {which} group by lane_id) order by copy.n, o.id"
    );
    raw.begin().await?;
    let made = raw.plain(&insert).await?;
    let which = lanes.map_or_else(String::new, |lanes| format!("where id in ({lanes})"));
    raw.plain(&format!("update lane set open = true {which}")).await?;
    raw.commit().await?;
    Ok(made)
}

/// Every column of the outbox but the id.
async fn columns(raw: &mut Raw) -> anyhow::Result<Vec<String>> {
    let sql = match raw.kind() {
        DbKind::Sqlite => "select name from pragma_table_info('outbox') where name <> 'id'",
        DbKind::Postgres => {
            "select column_name::text from information_schema.columns \
             where table_name = 'outbox' and column_name <> 'id' order by ordinal_position"
        }
    };
    Ok(raw.texts(sql).await?)
}

/// All lanes with their bots.
///
/// # Errors
/// When the database refuses.
pub async fn lanes(raw: &mut Raw) -> anyhow::Result<Vec<(BotId, LaneId)>> {
    let bots = raw.numbers("select bot_id from lane order by id").await?;
    let lanes = raw.numbers("select id from lane order by id").await?;
    Ok(bots.into_iter().zip(lanes).collect())
}
