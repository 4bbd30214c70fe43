"""Make ``.venv`` and install one of the locks into it: ``python tools/bootstrap.py lab|dev``.

Runs on whatever Python is found, so that one too old is told so in words and not by a traceback.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
TOO_OLD = """\
课程需要 Python {}.{} 或更新的版本，这里的是 {}。
请到 python.org 安装新版本，然后写明用哪一个，例如：make lab PYTHON=python3.12
(The course needs Python {}.{} or newer; this one is {}.)"""
FAILED = """\
安装没有完成（{}）。多半是网络中断或磁盘已满；处理后再运行同一条命令，会从头装好。
(The installation did not finish.)"""


def main(lock: str) -> None:
    """Create the environment, install `lock` with hashes, then the project itself."""
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = os.path.join(".venv", scripts, "python")
    if not os.path.exists(python) and not os.path.exists(python + ".exe"):
        run([sys.executable, "-m", "venv", ".venv"])
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    print("正在安装课程所需的软件包，第一次约需一两分钟……", flush=True)
    run([*pip, "--require-hashes", "-r", f"requirements/{lock}.lock"])
    run([*pip, "--no-build-isolation", "--editable", "."])
    with open(os.path.join(".venv", lock + ".ok"), "w", encoding="utf-8") as stamp:
        stamp.write("installed\n")


def run(command: list[str]) -> None:
    """Run `command`; on failure say what to do and stop."""
    code = subprocess.call(command)
    if code:
        sys.exit(FAILED.format(" ".join(command[:4])))


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(TOO_OLD.format(*OLDEST, found, *OLDEST, found))
    main(sys.argv[1] if len(sys.argv) > 1 else "lab")
