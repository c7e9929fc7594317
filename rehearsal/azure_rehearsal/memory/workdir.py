"""The folder `.rehearsal/` beside Pulumi.yaml: everything that a rehearsal remembers, and nothing of the person's own.

.rehearsal/.gitignore            keeps all of it out of version control
.rehearsal/passphrase            encrypts the rehearsal's own state (0600)
.rehearsal/backend/              Pulumi's file backend: checkpoints, history, locks
.rehearsal/home/                 PULUMI_HOME: no login of the person's is used; installed plugins are linked
.rehearsal/<stack>/cloud.db      the simulated Azure, and which resource got which id (0600; see store.py)
.rehearsal/<stack>/generated.json  generated values of secret configuration (0600)
.rehearsal/<stack>/database-users.json  users of databases that some deployment had a connection for
.rehearsal/<stack>/bin/          what the engine starts by itself: the plugin of dynamic providers
.rehearsal/<stack>/project/      Pulumi.yaml and Pulumi.<stack>.yaml as the engine reads them
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from azure_rehearsal.core.stack_names import require_project_name, require_stack_name

__all__ = ["FOLDER", "StackDir", "Writer", "replace_file"]

FOLDER: Final = ".rehearsal"

# What follows a stack's name in the files of Pulumi's file backend; `dev.eu` is another stack than `dev`.
_CHECKPOINT: Final = re.compile(r"\.json(\.gz)?(\.bak)?(\.attrs)?")


def replace_file(path: Path, content: str, mode: int = 0o600) -> None:
    """Writes a file so that whoever reads it sees the old content or the new, whole."""
    partial = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    partial.replace(path)


class StackDir:
    """The places of one stack's rehearsal. Making the object makes the folders.

    Raises ProjectProblem for a name that is no stack's, before anything is touched: the folder goes with `forget`.
    """

    def __init__(self, root: Path, stack: str, shared: Path | None = None) -> None:
        """`shared`: the folder of a cloud that the stacks of a repository share."""
        self.root = root
        self.shared = shared
        self.stack = require_stack_name(stack)
        self.own = root / stack
        self.project = self.own / "project"
        self.backend = root / "backend"
        self.home = root / "home"
        self.passphrase = root / "passphrase"
        self.cloud = (shared or self.own) / "cloud.db"
        self.lock = (shared or self.own) / "lock"
        self.plugins = self.own / "bin"
        self._generated = self.own / "generated.json"
        for folder in (self.project, self.plugins, self.backend, self.home):
            folder.mkdir(parents=True, exist_ok=True)
        ignore = root / ".gitignore"
        if not ignore.exists():
            replace_file(ignore, "*\n", 0o644)
        if not self.passphrase.exists():
            replace_file(self.passphrase, secrets.token_urlsafe(24))

    def read_json(self, path: Path) -> Any:
        """The content of a file of ours, or None where there is none."""
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def generated(self, name: str, make: Callable[[], str]) -> str:
        """The generated value of that name; made and kept at the first call."""
        values: dict[str, str] = self.read_json(self._generated) or {}
        if name not in values:
            values[name] = make()
            replace_file(self._generated, json.dumps(values, indent=2))
        return values[name]

    def borrow_plugins(self) -> None:
        """Lets the engine use the plugins that the person has installed (of other packages than ours); none is fetched."""
        theirs = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins"
        link = self.home / "plugins"
        if theirs.is_dir() and not link.exists():
            with contextlib.suppress(OSError):  # no links here: such plugins are then not found, and the engine says so
                link.unlink(missing_ok=True)
                link.symlink_to(theirs, target_is_directory=True)

    def checkpoint(self, project: str) -> Path:
        """Where the file backend keeps the stack's checkpoint."""
        return self.backend / ".pulumi" / "stacks" / project / f"{self.stack}.json"

    def locks(self, project: str) -> Path:
        """Where the file backend keeps the locks of the stack."""
        return self.backend / ".pulumi" / "locks" / "organization" / project / self.stack

    def forget(self, project: str) -> None:
        """Removes everything of this stack; other stacks stay."""
        require_project_name(project)
        shutil.rmtree(self.own, ignore_errors=True)
        shutil.rmtree(self.locks(project), ignore_errors=True)
        kept = self.backend / ".pulumi"
        for kind in ("stacks", "history", "backups"):
            for path in (kept / kind / project).glob(f"{self.stack}*"):
                if path.is_dir() and path.name == self.stack:
                    shutil.rmtree(path, ignore_errors=True)
                elif path.is_file() and _CHECKPOINT.fullmatch(path.name.removeprefix(self.stack)):
                    path.unlink()


class Writer:
    """Writes state down after each acknowledged operation; operations that end together share one write.

    `save()` returns when a write that began after the call is complete. `write` is told whether somebody asked for
    everything, rather than for what may have changed.
    """

    def __init__(self, write: Callable[[bool], None]) -> None:
        self._write = write
        self._changed = threading.Condition()
        self._asked = 0
        self._written = 0
        self._busy = False
        self._everything = False

    def save(self, *, everything: bool = False) -> None:
        """Makes everything up to now durable."""
        with self._changed:
            self._asked += 1
            mine = self._asked
            self._everything |= everything
            while self._busy and self._written < mine:
                self._changed.wait()
            if self._written >= mine:
                return
            self._busy = True
            covers, whole = self._asked, self._everything
            self._everything = False
        try:
            self._write(whole)
        except BaseException:
            self._end(0, everything=True)  # the others write for themselves; what this one had is in nobody's list of changes any more
            raise
        self._end(covers)

    def _end(self, covers: int, *, everything: bool = False) -> None:
        with self._changed:
            self._everything |= everything
            self._busy = False
            self._written = max(self._written, covers)
            self._changed.notify_all()
