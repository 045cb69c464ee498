"""Where the tools are that the suite's `setup` installs."""

import sys
from pathlib import Path

NODE_TOOLS = Path(sys.prefix) / "node" / "node_modules"
