"""A contract of our own for import-linter: a module with a private name is imported from beside it only."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateContract(Contract):
    """`dagdeel.year.planning.views` is for `dagdeel.year.planning` alone, and so for each module named `names`.

    import-linter's own `protected` would need one contract per app, and would not notice a new app.
    """

    names = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import of a private module from outside the package it lies in."""
        private: set[str] = set(self.names)  # type: ignore[call-overload] # a field reads as its value on instances
        broken = [
            (importer, module)
            for module in sorted(graph.modules)
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if (home := _home(module, private)) and not f"{importer}.".startswith(f"{home}.")
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that should not be."""
        rows: list[Any] = check.metadata["broken"]
        for importer, module in rows:
            output.print_error(f"{importer} is not allowed to import {module}: it is private to its app.")


def _home(module: str, private: set[str]) -> str:
    """The package that may import the module: the one around its private name; empty when it is not private."""
    parts = module.split(".")
    at = next((place for place, part in enumerate(parts) if part in private), None)
    return "" if at is None else ".".join(parts[:at])
