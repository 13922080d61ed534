//! What is said about alert channels: the test message, and what to do when something goes wrong.

use super::Lang;
use crate::channels::Trouble;

/// The test message.
#[must_use]
pub fn test_message(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("✅ Test message: alerts of the channel “{name}” come to this chat."),
        Lang::Ru => format!("✅ Тестовое сообщение: уведомления канала «{name}» приходят в этот чат."),
    }
}

/// What to do about it.
#[must_use]
pub fn hint(lang: Lang, trouble: Trouble) -> &'static str {
    match lang {
        Lang::En => english(trouble),
        Lang::Ru => russian(trouble),
    }
}

fn english(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NoBot => {
            "No bot is connected that could write there: connect the tenant's bot, or give the channel a token of its own."
        }
        Trouble::BotOff => "The bot is switched off: switch its integration on.",
        Trouble::Token => {
            "Telegram refuses the bot's token: take the present one from @BotFather and set it again."
        }
        Trouble::NotOwnChat => {
            "With the tenant's bot this channel can only reach the linked chat of its user, or a group that the user added the \
             bot to: link the chat again, add the bot to the group, or give the channel a token of its own."
        }
        Trouble::Blocked => {
            "The person has blocked the bot or left Telegram: unblock the bot, or choose another chat."
        }
        Trouble::NotMember => {
            "The bot is not in this group: was it added to the group, or removed from it? Add it again."
        }
        Trouble::NoRights => {
            "The bot is not allowed to write there: let it send messages; in a Telegram channel make it an administrator."
        }
        Trouble::UnknownGroup => {
            "Telegram does not know this chat. Was the bot added to the group? Check the id, too: a group's id begins with -, a \
             supergroup's or channel's begins with -100."
        }
        Trouble::LostMinus => {
            "Telegram does not know this chat. A group's id begins with -: a positive number that fails has most likely lost its \
             minus. Was the bot added to the group? If it is a person's id, they must press Start at the bot first."
        }
        Trouble::Unreachable => "Telegram could not be reached in time, or asked to wait. Try again later.",
        Trouble::Uncertain => "Telegram's answer was lost: look into the chat whether it arrived.",
        Trouble::Cancelled => "It was taken back before it was sent.",
        Trouble::Refused => "Telegram refused the message.",
    }
}

fn russian(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NoBot => {
            "Нет подключённого бота, который мог бы туда писать: подключите общего бота или задайте каналу собственный токен."
        }
        Trouble::BotOff => "Бот выключен: включите его интеграцию.",
        Trouble::Token => {
            "Telegram не принимает токен бота: возьмите действующий у @BotFather и задайте его снова."
        }
        Trouble::NotOwnChat => {
            "С общим ботом этот канал может писать только в привязанный чат своего пользователя или в группу, куда пользователь \
             сам добавил бота: привяжите чат снова, добавьте бота в группу или задайте каналу собственный токен."
        }
        Trouble::Blocked => {
            "Пользователь заблокировал бота или удалил аккаунт: разблокируйте бота или выберите другой чат."
        }
        Trouble::NotMember => {
            "Бота нет в этой группе: добавили ли его туда, не удалили ли? Добавьте его снова."
        }
        Trouble::NoRights => {
            "Боту нельзя писать в этот чат: разрешите ему отправлять сообщения, а в канале Telegram сделайте администратором."
        }
        Trouble::UnknownGroup => {
            "Telegram не знает такого чата. Добавлен ли бот в группу? Проверьте и id: у группы он начинается с -, а у супергруппы \
             или канала с -100."
        }
        Trouble::LostMinus => {
            "Telegram не знает такого чата. Id группы начинается с -: если положительное число не подходит, скорее всего, потерян \
             минус. Добавлен ли бот в группу? Если это id человека, он должен сначала нажать «Старт» у бота."
        }
        Trouble::Unreachable => "Telegram не ответил вовремя или просит подождать. Попробуйте позже.",
        Trouble::Uncertain => "Ответ Telegram потерялся: посмотрите в чате, дошло ли сообщение.",
        Trouble::Cancelled => "Сообщение отменено до отправки.",
        Trouble::Refused => "Telegram не принял сообщение.",
    }
}
