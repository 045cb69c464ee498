"""Mermaid in a browser: tells of each diagram whether it can be drawn."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

MERMAID = Path(sys.prefix) / "mermaid/mermaid.min.js"
CHROMIUM = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--virtual-time-budget=20000",
]
PAGE = """<!doctype html><meta charset="utf-8"><pre id="answer"></pre>
<script>{mermaid}</script>
<script>
const diagrams = {diagrams};
(async () => {{
  mermaid.initialize({{ startOnLoad: false }});
  const answers = {{}};
  for (const [index, [name, text]] of Object.entries(diagrams).entries()) {{
    try {{
      const {{ svg }} = await mermaid.render("diagram" + index, text);
      const picture = document.createElement("div");
      picture.innerHTML = svg;
      answers[name] = {{ error: null, words: picture.textContent }};
    }} catch (problem) {{
      answers[name] = {{ error: String(problem), words: "" }};
    }}
  }}
  document.getElementById("answer").textContent = JSON.stringify(answers);
}})();
</script>
"""


def blocks(text: str) -> list[str]:
    """List the diagrams of a Markdown text."""
    return re.findall(r"(?ms)^```mermaid\n(.*?)^```$", text)


def draw(diagrams: dict[str, str], folder: Path) -> dict[str, dict[str, str | None]]:
    """Draw the diagrams, and return of each what went wrong and the words in the picture."""
    page = folder / "diagrams.html"
    page.write_text(PAGE.format(mermaid=MERMAID.read_text(), diagrams=json.dumps(diagrams).replace("</", "<\\/")))
    command = [*CHROMIUM, f"--user-data-dir={folder / 'browser'}", "--dump-dom", page.as_uri()]
    document = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    answer = re.search(r'<pre id="answer">(.+?)</pre>', document, re.DOTALL)
    assert answer, document[-2000:]
    return json.loads(html.unescape(answer[1]))
