"""The protocol as pygls has it, but a request that cannot be understood is answered with an error."""

from __future__ import annotations

from typing import Any

from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol


class Protocol(LanguageServerProtocol):
    """Answers what pygls only logs, such as a position that is no number: editors wait for every answer."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message of a decoded document.

        Raises:
            JsonRpcException: It cannot be understood.
        """
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and "id" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise
