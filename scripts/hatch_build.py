"""Hatch runs this while it builds: the wheel carries the compiled messages, which git does not."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledMessages(BuildHookInterface[Any]):
    """Compile every .po before the files of the wheel are chosen."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by Hatch before each build, of an editable installation as well."""
        sys.path.insert(0, self.root)
        from scripts.messages import compile_messages

        compile_messages(Path(self.root) / "src" / "dagdeel")
