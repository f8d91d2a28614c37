"""Uses `jupyter console` with a kernel as a user would, in a terminal, and prints what was on the screen as JSON."""

import json
import re
import sys
import time

import pexpect

kernel = sys.argv[1]
LIMIT_S = 60
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[=>()][A-Z0-9]?)")

console = pexpect.spawn(
    sys.executable,
    ["-m", "jupyter", "console", f"--kernel={kernel}", "--JupyterConsoleApp.confirm_exit=False"],
    encoding="utf-8",
    codec_errors="replace",
    dimensions=(50, 160),
    timeout=LIMIT_S,
)
seen = []


class Screen:
    def write(self, text):
        seen.append(text)

    def flush(self):
        pass


console.logfile_read = Screen()


def text_since(start):
    return ESCAPE.sub("", "".join(seen[start:])).replace("\r", "")


def type_in(text, wait_for, enter=True):
    """Types a text and waits for a pattern. Returns what came on the screen."""
    start = len(seen)
    console.send(text)
    if enter:
        # The prompt takes what arrives within a moment for pasted text, in which Enter is a line break.
        time.sleep(0.3)
        console.send("\r")
    end = time.monotonic() + LIMIT_S
    while not re.search(wait_for, text_since(start)):
        if time.monotonic() > end:
            raise SystemExit(f"{wait_for} did not come; the screen: {text_since(start)!r}")
        try:
            console.expect(r".+", timeout=0.5)
        except pexpect.TIMEOUT:
            pass
    return text_since(start)


answers = {}
try:
    answers["start"] = type_in("", r"In \[1\]: ", enter=False)
    answers["result"] = type_in("const learningRate = 0.5; learningRate * 2", r"Out\[1\]: ?\s*1[\s\S]*In \[2\]: ")
    answers["incomplete"] = type_in("function twice(n: number) {", r"\.\.\.: ")
    answers["closed"] = type_in("return 2 * n; }", r"In \[3\]: ")
    answers["called"] = type_in("twice(21)", r"Out\[3\]: ?\s*42[\s\S]*In \[4\]: ")
    answers["completed"] = type_in("learningR\t", r"learningRate", enter=False)
    console.send("\x03")
    time.sleep(0.5)
    start = len(seen)
    type_in('console.log("started"); for (;;);', r"started\n")
    time.sleep(0.5)
    console.sendintr()
    answers["interrupted"] = type_in("", r"[Ii]nterrupt[\s\S]*In \[5\]: ", enter=False)
    answers["kept"] = type_in("learningRate + 1", r"Out\[5\]: ?\s*1\.5[\s\S]*In \[6\]: ")
    console.send("\x04")
    console.expect(pexpect.EOF)
    console.close()
    answers["code"] = console.exitstatus
finally:
    console.close(force=True)
print(json.dumps(answers))
