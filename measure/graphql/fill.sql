-- Users of one tenant with a contact, a link and a conversation each, and messages, as the server itself would have stored them.
-- fill.mjs puts numbers in: $users, $messages; $heavy is true where every second message belongs to the first user.

-- No events, and no look at what a row refers to: everything is made here.
set session_replication_role = replica;

create function pg_temp.v7(at timestamptz, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
        || '7' || lpad(to_hex(n & 4095), 3, '0') || 'a' || left(md5(n::text), 15))::uuid
$$;
create function pg_temp.person(of text, n bigint) returns uuid language sql immutable as $$
    select pg_temp.v7(timestamptz '2024-01-01 00:00Z' + n * interval '1 ms' +
        case of when 'user' then 0 when 'contact' then 30 else 60 end * interval '1 day', n)
$$;
create function pg_temp.moment(n bigint) returns timestamptz language sql immutable as $$
    select timestamptz '2025-01-01 00:00Z' + n * interval '1.234567 s'
$$;
create function pg_temp.writer(n bigint) returns bigint language sql immutable as $$
    select case when not $heavy then 1 + n % $users when n % 2 = 1 then 1 else 1 + (n / 2) % $users end
$$;
-- Constants of the only tenant and its only bot, which is paused: nothing is sent while figures are taken.
create function pg_temp.only(what text) returns uuid language sql immutable as $$
    select ('019a0000-0000-7000-8000-' || left(md5(what), 12))::uuid
$$;

insert into tenant (id, slug, created_at) values (pg_temp.only('tenant'), 'default', pg_temp.moment(0));
insert into unit (id, tenant_id, title, is_default, created_at)
values (pg_temp.only('unit'), pg_temp.only('tenant'), 'Default', true, pg_temp.moment(0));
insert into integration (id, tenant_id, unit_id, is_default, configured_by, bot_id, bot_username, scope, webhook_key, is_active,
    delivery_policy, created_at, updated_at)
values (pg_temp.only('integration'), pg_temp.only('tenant'), pg_temp.only('unit'), true, 'api', 1, 'measured_bot', 'private', 'key',
    false, 'resend', pg_temp.moment(0), pg_temp.moment(0));
insert into bot (id, integration_id, tenant_id, state, token_version, epoch, next_offset)
values (1, pg_temp.only('integration'), pg_temp.only('tenant'), 'paused', 1, 0, 0);

insert into app_user (id, tenant_id, external_id, name, created_at, updated_at)
select pg_temp.person('user', n), pg_temp.only('tenant'), n, 'Person ' || n, pg_temp.moment(0), pg_temp.moment(0)
from generate_series(1, $users) n;
insert into app_user (id, tenant_id, external_id, name, created_at, updated_at)
values (pg_temp.only('admin'), pg_temp.only('tenant'), 'admin', 'Admin', pg_temp.moment(0), pg_temp.moment(0));
insert into chat (id, bot_id, tenant_id, telegram_chat_id, kind, first_seen_at, last_seen_at)
select n, 1, pg_temp.only('tenant'), 1000 + n, 'private', pg_temp.moment(0), pg_temp.moment(0) from generate_series(1, $users) n;
insert into contact (id, tenant_id, bot_id, chat_id, telegram_user_id, username, username_key, first_name, state, created_at, updated_at)
select pg_temp.person('contact', n), pg_temp.only('tenant'), 1, n, 1000 + n, 'Person' || n, 'person' || n, 'Person ' || n, 'active',
    pg_temp.moment(0), pg_temp.moment(0)
from generate_series(1, $users) n;
insert into link (id, tenant_id, user_id, contact_id, linked_at)
select pg_temp.v7(pg_temp.moment(0), n), pg_temp.only('tenant'), pg_temp.person('user', n), pg_temp.person('contact', n), pg_temp.moment(0)
from generate_series(1, $users) n;

-- Indexes are built at the end, which takes a fraction of the time.
set maintenance_work_mem = '512MB';
create temp table message_index as
select indexname, indexdef from pg_indexes where tablename = 'message' and indexname not like '%_pkey';
do $do$ declare index record;
begin
    for index in select * from message_index loop execute 'drop index ' || index.indexname; end loop;
end $do$;

-- Six of ten from the person, one of these without words; three answers; one notification.
insert into message (id, tenant_id, conversation_id, contact_id, user_id, direction, status, kind, body, admin_username, created_at, updated_at)
select pg_temp.v7(pg_temp.moment(n), n), pg_temp.only('tenant'), pg_temp.person('conversation', pg_temp.writer(n)),
    pg_temp.person('contact', pg_temp.writer(n)), pg_temp.person('user', pg_temp.writer(n)),
    case when die < 6 then 'incoming' else 'outgoing' end,
    case when die < 6 then 'received' else 'sent' end,
    case when die = 0 then 'photo' else 'text' end,
    case when die > 0 then 'Сообщение ' || n || ': "' || repeat('words of it ', (n % 12)::int) || '"' end,
    case when die between 6 and 8 then 'agent' || n % 5 end,
    pg_temp.moment(n), pg_temp.moment(n)
from (select n, ('x' || left(md5(n::text), 7))::bit(28)::int % 10 die from generate_series(1::bigint, $messages) n) dice;

do $do$ declare index record;
begin
    for index in select * from message_index loop execute index.indexdef; end loop;
end $do$;

insert into conversation (id, tenant_id, integration_id, contact_id, state, last_message_at, created_at, updated_at)
select conversation_id, pg_temp.only('tenant'), pg_temp.only('integration'), (array_agg(contact_id))[1], 'open', max(created_at),
    min(created_at), max(created_at)
from message group by conversation_id;

set session_replication_role = origin;
