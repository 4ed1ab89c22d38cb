"""What is counted of a guide, and what somebody may say about it."""

from enum import StrEnum

FORGET = "media.forget"
#: Characters of what somebody says in words.
LONGEST = 200


class Channel(StrEnum):
    """Where a guide was seen."""

    WEB = "web"
    APP = "app"
    MINI_PROGRAM = "mini_program"
    KIOSK = "kiosk"
    EMBED = "embed"  # the page of a public account, or of another site


class Act(StrEnum):
    """What was done with a guide."""

    VIEW = "view"
    COMPLETE = "complete"  # seen or read to its end


class Reason(StrEnum):
    """Why a guide did not help."""

    UNCLEAR = "unclear"  # 看不懂
    OUTDATED = "outdated"  # 内容过时
    WRONG = "wrong"  # 与实际办理不符
    INCOMPLETE = "incomplete"  # 没有需要的内容
    TOO_LONG = "too_long"  # 太长
    NOT_PLAYING = "not_playing"  # 播放不了
    OTHER = "other"
