from bot.platforms.telegram.platform import Telegram

__all__ = ["Telegram"]
