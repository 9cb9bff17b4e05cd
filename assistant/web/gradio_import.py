"""How is Gradio imported in half the time, and kept from looking for Matplotlib at every event?

While it is imported, Gradio 6 reads the source of each of its components again, parses it, and writes
type stubs (``.pyi``) beside it, in the installed package. That took 1.8 of 3.4 seconds of processor
time, at every start; and an installation need not be writable. Nothing at run time uses the stubs.

Before and after each event it tries to import Matplotlib, to set its backend. Where that is not installed, every
folder of the path is searched twice: 5 of the 25 milliseconds that an answer took.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

MODULE, WRITER, PLOTS = "gradio.component_meta", "create_or_modify_pyi", "matplotlib"


def import_gradio() -> None:
    """Import Gradio, without its stubs being written, and settle that there is no Matplotlib where there is none.

    Does nothing the second time.
    """
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        import gradio  # noqa: F401
    finally:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
    if PLOTS not in sys.modules and importlib.util.find_spec(PLOTS) is None:
        sys.modules[PLOTS] = None  # type: ignore[assignment]  # an import of it now fails at once


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.loader.exec_module(module)
        if hasattr(module, WRITER):
            setattr(module, WRITER, _write_nothing)


def _write_nothing(component: type, name: str, events: object) -> None:
    """Stands in for Gradio's writer of stubs."""
