"""Run all notebooks and store them normalised; with ``--check`` fail where that would change a byte.

What is stored: outputs in text a reader (and nbval) can compare, execution counts 1..n. What is not: widget
state, view ids, timings, versions. Two runs write the same bytes.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
LARGEST = 100_000
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(path: Path) -> str:
    """The notebook at `path`, run afresh and normalised, as the text of its file."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as home:
        # Lessons must come out alike on every machine: no drafts and no progress of whoever runs this.
        env = {**os.environ, "CSLIB_HOME": home, "CSLIB_LEARNER": "learner", "PYTHONUTF8": "1"}
        client = NotebookClient(
            notebook,
            timeout=120,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
        )
        client.execute(env=env)
    written: str = nbformat.writes(normalise(notebook))
    return written + "\n"


def normalise(notebook: NotebookNode) -> NotebookNode:
    """`notebook` without what differs from run to run."""
    notebook.metadata = nbformat.from_dict({**METADATA, "cslib": notebook.metadata["cslib"]})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for index, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{index:02d}"
        cell.metadata = _cell_metadata(cell)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = _outputs(cell.outputs, count)
    return notebook


def _cell_metadata(cell: NotebookNode) -> NotebookNode:
    kept = {key: cell.metadata[key] for key in ("tags",) if key in cell.metadata}
    if cell.cell_type == "code":
        kept["jupyter"] = {"source_hidden": True}
    return nbformat.from_dict(kept)


def _outputs(outputs: list[NotebookNode], count: int) -> list[NotebookNode]:
    kept: list[NotebookNode] = []
    for output in outputs:
        last = kept[-1] if kept else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
            continue
        if "data" in output:
            output.data.pop(WIDGET_VIEW, None)
            output.metadata = nbformat.from_dict({})
        if output.output_type == "execute_result":
            output.execution_count = count
        kept.append(output)
    return kept


def refresh(path: Path, check: bool) -> str:
    """Store (or, checking, compare) one notebook; return what is wrong, or nothing."""
    try:
        fresh = run(path)
    except CellExecutionError as error:
        return f"does not run: {error.ename}: {error.evalue}"
    if len(fresh.encode()) > LARGEST:
        return f"{len(fresh.encode())} bytes; a lesson stays under {LARGEST}"
    stored = path.read_text(encoding="utf-8")
    if fresh == stored:
        return ""
    if not check:
        path.write_text(fresh, encoding="utf-8", newline="\n")
        return ""
    changes = difflib.unified_diff(
        stored.splitlines(), fresh.splitlines(), "stored", "run now", "", "", 1, ""
    )
    return "stored outputs differ from a fresh run; `make notebooks` renews them\n" + "\n".join(
        list(changes)[:40]
    )


def main() -> int:
    """Refresh or check the notebooks named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    asked = parser.parse_args()
    paths = asked.notebooks or [
        p for p in sorted(NOTEBOOKS.rglob("*.ipynb")) if ".ipynb_checkpoints" not in p.parts
    ]
    if not paths:
        sys.exit("no notebooks found")
    bad = 0
    # Threads, not processes: kernels started from one process never pick the same port.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for path, wrong in zip(paths, pool.map(refresh, paths, [asked.check] * len(paths)), strict=True):
            print(f"{'FAILED' if wrong else 'ok':7}{path.name}", wrong, flush=True)
            bad += bool(wrong)
    print(f"{len(paths) - bad} passed, {bad} failed")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
