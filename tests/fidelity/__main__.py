"""`make fidelity`: replay all recordings, print the score and write the published page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.fidelity.score import PAGE, judged, page

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = page(judged(Path(folder)))
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text.partition("## What differs")[0].partition("\n\n**")[2])
