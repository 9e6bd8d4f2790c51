"""Does one side of one work in a process of its own and prints the seconds it took as JSON.

python -m bench.work NAME SIDE FOLDER: NAME is a module of bench.works, with `:argument` where it
takes one; SIDE is one of its functions; FOLDER holds the sets. `prepare` makes what the work needs.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

from desktop.bootstrap import calm_collector


def main(name: str, side: str, folder: str) -> None:
    # As the program's own start does; both sides have it.
    calm_collector()
    module, _, argument = name.partition(":")
    function = getattr(import_module(f"bench.works.{module}"), side)
    seconds = function(Path(folder), *([argument] if argument else []))
    print(json.dumps({"seconds": seconds or 0.0}))


if __name__ == "__main__":
    main(*sys.argv[1:])
