"""Generate the Python code of the wire contract.

`python proto/generate.py` writes `src/entrypoints/rpc/v1`; with a folder as its argument it writes
there instead, for comparison. protoc takes the Python package from the proto path, which is not
where the code lives, so the imports among the generated modules are made relative afterwards.
"""

import re
import shutil
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from grpc_tools import protoc

PROTO = Path(__file__).resolve().parent
CONTRACT = "diffgentor/v1"
HOME = PROTO.parent / "src/entrypoints/rpc/v1"
DOCSTRING = '"""Generated from proto/diffgentor/v1 by proto/generate.py; not to be edited."""\n'
OWN_IMPORT = re.compile(r"^from diffgentor\.v1 import", flags=re.MULTILINE)


class GenerationFailed(Exception):
    """protoc did not accept the contract; its own words are on the standard error stream."""


def generate(target: Path) -> None:
    """Replace the contents of `target` by code generated from the contract."""
    with TemporaryDirectory() as scratch:
        run_protoc(Path(scratch))
        if target.exists():
            shutil.rmtree(target)
        target.mkdir(parents=True)
        (target / "__init__.py").write_text(DOCSTRING)
        for module in sorted((Path(scratch) / CONTRACT).iterdir()):
            code = OWN_IMPORT.sub("from . import", module.read_text())
            (target / module.name).write_text(code)


def run_protoc(out: Path) -> None:
    """Run protoc with the stub generators of this Python environment."""
    scripts = Path(sysconfig.get_path("scripts"))
    arguments = [
        "protoc",
        f"-I{PROTO}",
        f"-I{PROTO / 'vendor'}",
        f"-I{files('grpc_tools') / '_proto'}",
        f"--plugin=protoc-gen-mypy={scripts / 'protoc-gen-mypy'}",
        f"--plugin=protoc-gen-mypy_grpc={scripts / 'protoc-gen-mypy_grpc'}",
        f"--python_out={out}",
        f"--grpc_python_out={out}",
        f"--mypy_out={out}",
        f"--mypy_grpc_out={out}",
        *(str(path) for path in sorted((PROTO / CONTRACT).glob("*.proto"))),
    ]
    if protoc.main(arguments) != 0:
        raise GenerationFailed


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)
