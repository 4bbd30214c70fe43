"""Renew the hash-locked requirements from ``pyproject.toml``: ``python tools/lock.py`` (needs uv)."""

import shutil
import subprocess
import sys

COMMON = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
    # An optional checker of jsonschema's that costs 2.5 s at every `import nbformat`, and its parser.
    "--no-emit-package=rfc3987-syntax",
    "--no-emit-package=lark",
    "--no-emit-package=cslib",
]


def compile_lock(name: str, *arguments: str) -> None:
    """Write ``requirements/NAME.lock`` for the extra of that name."""
    target = f"requirements/{name}.lock"
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("uv is not installed; `pipx install uv`, then run this again")
    subprocess.run(
        [uv, "pip", "compile", *COMMON, f"--extra={name}", *arguments, "pyproject.toml", "-o", target],
        check=True,
    )


if __name__ == "__main__":
    compile_lock("dev")
    compile_lock("lab", "--constraint=requirements/dev.lock")
