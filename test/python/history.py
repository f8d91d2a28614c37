"""Keeps sessions with IPython's HistoryManager and prints what it answers to a list of questions, as JSON."""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["IPYTHONDIR"] = tempfile.mkdtemp()

from IPython.core.history import HistoryManager  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402

request = json.loads(Path(sys.argv[1]).read_text())
shell = InteractiveShell()
manager = shell.history_manager
manager.db_log_output = True
manager.reset(new_session=False)
first = manager.session_number
for index, entries in enumerate(request["sessions"]):
    if index > 0:
        manager.reset()
    for line, (source, output) in enumerate(entries, start=1):
        manager.store_inputs(line, source)
        if output is not None:
            manager.output_hist_reprs[line] = output
            manager.store_output(line)
    manager.writeout_cache()
    if index + 1 < len(request["sessions"]):
        manager.output_hist_reprs.clear()

answers = []
for method, arguments in request["questions"]:
    if method == "get_tail":
        arguments = {**arguments, "include_latest": True}
    rows = getattr(manager, method)(**arguments)
    answers.append([[session - first + 1 if session > 0 else 0, line, text] for session, line, text in rows])
print(json.dumps({"answers": answers, "sessions": manager.session_number - first + 1}))
