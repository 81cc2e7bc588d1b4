"""The contract's messages as proto3 JSON."""

from google.protobuf.json_format import MessageToDict, MessageToJson
from google.protobuf.message import Message


def to_json_line(message: Message) -> str:
    """Return one line; numbers that are zero and texts that are empty are there too."""
    return MessageToJson(
        message, indent=None, always_print_fields_with_no_presence=True, ensure_ascii=False
    )


def to_json_value(message: Message) -> dict[str, object]:
    """Return the same as a value, to stand inside a larger object."""
    value: dict[str, object] = MessageToDict(message, always_print_fields_with_no_presence=True)
    return value
