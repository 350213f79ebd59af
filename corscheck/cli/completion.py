"""Answers what shells ask for completion, from the tables in `texts/`, without typer.

The scripts that `--install-completion` installs are typer's, and what is offered is what typer would offer
(tests/cli/test_completion.py). Command lines that are not plain are left to it.
"""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from corscheck.cli.commands import COMMANDS
from corscheck.cli.rendered import PROGRAM, text
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Items = list[tuple[str, str]]
"""What is offered, each with a sentence about it, which may be empty."""


class Shell(NamedTuple):
    """How a shell asks, and what it expects."""

    words: Callable[[Mapping[str, str]], tuple[list[str], str]]
    """From its variables: the arguments, and the word that is to be completed."""
    answered: Callable[[Items, Mapping[str, str]], tuple[str, int]]
    """What is offered as text for its script, and the exit code."""


def answer(environ: Mapping[str, str]) -> tuple[str, int] | None:
    """What to print for the shell, and the exit code; None where typer must answer."""
    shell = SHELLS.get(environ["_CORSCHECK_COMPLETE"])
    if shell is None:
        return None
    try:
        found = offered(*shell.words(environ))
    except (KeyError, OSError, ValueError):
        return None
    return None if found is None else shell.answered(found, environ)


def offered(arguments: list[str], incomplete: str) -> Items | None:
    """What can be typed after these arguments in place of a word; None where typer must answer.

    Raises:
        OSError: The table of the command is missing.
    """
    if arguments and arguments[0] not in COMMANDS:
        return None
    command = _table(arguments[0] if arguments else PROGRAM)
    options, arguments = command["options"], arguments[1:]
    read = _read(options, arguments)
    if read is None:
        return None
    given, positional = read
    if incomplete == "=":
        incomplete = ""
    elif incomplete.startswith("-") and "=" in incomplete:
        name, _, incomplete = incomplete.partition("=")
        arguments.append(name)
    if incomplete.startswith("-") and "--" not in arguments:
        return _options(options, given, incomplete)
    for one in options:
        if arguments and not one["switch"] and arguments[-1] in one["names"]:
            return _values(one, incomplete)
    for one in command["arguments"]:
        if one["many"] or not positional:
            return _values(one, incomplete)
    found = completed(incomplete, command["commands"])
    return found + (_options(options, given, incomplete) if _is_sign(incomplete) else [])


def _is_sign(word: str) -> bool:
    return not word[:1].isalnum() and word != ""


def _table(name: str) -> Any:
    """The content of a file in `texts/`."""
    return json.loads(text(f"{name}.json"))


def _read(options: Sequence[dict[str, Any]], arguments: Sequence[str]) -> tuple[list[str], int] | None:
    """The first names of the options that were given, and how many positional arguments; None: not plain."""
    by_name = {name: one for one in options for name in one["names"]}
    given: list[str] = []
    positional = 0
    words = iter(arguments)
    for word in words:
        name, sign, _ = word.partition("=")
        if word == "--":
            positional += len([*words])
        elif not word.startswith("-") or word == "-":
            positional += 1
        elif name not in by_name or (sign and (by_name[name]["switch"] or not name.startswith("--"))):
            return None
        elif by_name[name]["switch"] or sign or next(words, None) is not None:
            given.append(by_name[name]["names"][0])
        else:  # its value is what is typed
            return given, 0
    return given, positional


def _options(options: Sequence[dict[str, Any]], given: Sequence[str], incomplete: str) -> Items:
    """The names that begin so, but for those of options that were given and cannot be repeated."""
    return [
        (name, one["help"])
        for one in options
        if one["many"] or one["names"][0] not in given
        for name in one["names"]
        if name.startswith(incomplete)
    ]


def _values(one: dict[str, Any], incomplete: str) -> Items:
    """The values of an option or an argument that begin so."""
    values = one["values"]
    if isinstance(values, str):
        return completed(incomplete, **_table("values")[values])
    return [(value, "") for value in values if value.startswith(incomplete)]


def completed(incomplete: str, values: Iterable[tuple[str, str]], *, several: bool = False) -> Items:
    """The values that begin with what was typed; with `several`, with what was typed after the last comma."""
    head, comma, word = incomplete.rpartition(",") if several else ("", "", incomplete)
    return [(f"{head}{comma}{value}", about) for value, about in values if value.startswith(word)]


def _split(line: str) -> list[str]:
    """The words of a command line; an open quotation ends with it (`typer._click.shell_completion`)."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:
        words.append(lexer.token)
    return words


def _words_of_bash(environ: Mapping[str, str]) -> tuple[list[str], str]:
    words, at = _split(environ["COMP_WORDS"]), int(environ["COMP_CWORD"])
    return words[1:at], words[at] if at < len(words) else ""


def _words_of_line(environ: Mapping[str, str]) -> tuple[list[str], str]:
    line = environ.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(line)[1:]
    return (words, "") if not words or line.endswith(" ") else (words[:-1], words[-1])


def _for_bash(found: Items, _environ: Mapping[str, str]) -> tuple[str, int]:
    return "\n".join(name for name, _ in found) + "\n", 0


def _for_zsh(found: Items, _environ: Mapping[str, str]) -> tuple[str, int]:
    if not found:
        return "_files\n", 0
    lines = [
        f'"{_escaped(name)}":"{_escaped(about)}"' if about else f'"{_escaped(name)}"' for name, about in found
    ]
    return "_arguments '*: :((" + "\n".join(lines) + "))'\n", 0


def _escaped(text: str) -> str:
    """Text as zsh evaluates it."""
    for character, instead in (('"', '""'), ("'", "''"), ("$", r"\$"), ("`", r"\`"), (":", r"\\:")):
        text = text.replace(character, instead)
    return text


def _for_fish(found: Items, environ: Mapping[str, str]) -> tuple[str, int]:
    action = environ.get("_TYPER_COMPLETE_FISH_ACTION", "")
    if action == "is-args":
        return "", 0 if found else 1
    shown = found if action == "get-args" else []
    return "\n".join(f"{name}\t{about}" if about else name for name, about in shown) + "\n", 0


SHELLS = {
    "complete_bash": Shell(_words_of_bash, _for_bash),
    "complete_zsh": Shell(_words_of_line, _for_zsh),
    "complete_fish": Shell(_words_of_line, _for_fish),
}
"""By the value of `_CORSCHECK_COMPLETE`."""
