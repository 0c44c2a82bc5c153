"""A headless Chromium that is spoken to in the DevTools protocol over two pipes: messages in JSON,
each ended by a zero byte. Nothing but Python's standard library."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
READS, WRITES = 3, 4  # the descriptors that --remote-debugging-pipe names


def find_chromium():
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise SystemExit("no Chromium here: install the package chromium (tools/run_tests does), "
                     "or put one of " + ", ".join(NAMES) + " on the PATH")


class Chromium:
    """One browser with one page; a context manager that ends the browser."""

    def __init__(self, timeout=120):
        self.timeout = timeout
        self.events = []
        self.number = 0
        self.received = b""
        self.profile = tempfile.TemporaryDirectory(prefix="timbre_chromium_")
        to_browser, self.sends = os.pipe()
        self.receives, from_browser = os.pipe()

        def place_pipes():
            # Copies first: a pipe may have got number 3 or 4 itself.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, READS)
            os.dup2(writing, WRITES)

        # Containers often forbid Chromium's own sandbox and have a tiny /dev/shm.
        self.process = subprocess.Popen(
            [find_chromium(), "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
             "--remote-debugging-pipe", "--user-data-dir=" + self.profile.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            close_fds=False, preexec_fn=place_pipes)
        os.close(to_browser)
        os.close(from_browser)
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.sends)
        self.process.terminate()
        self.process.wait()
        os.close(self.receives)
        try:
            self.profile.cleanup()
        except OSError:
            pass  # a process of the browser may still be writing as it ends

    def call(self, method, **parameters):
        """Sends a command and gives its result; events that arrive meanwhile are kept."""
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.sends, data):]
        deadline = time.monotonic() + self.timeout
        while True:
            answer = self._receive(deadline, method)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        """Loads a page and waits until all of it is there."""
        self.call("Page.navigate", url=url)
        deadline = time.monotonic() + self.timeout
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._receive(deadline, "loading " + url))

    def evaluate(self, script):
        """The value of a JavaScript expression; promises are waited for."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["text"] + " in " + script)
        return answer["result"].get("value")

    def complaints(self):
        """What the page wrote to its console, threw, or could not load."""
        kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [event["params"] for event in self.events if event.get("method") in kinds]

    def _receive(self, deadline, purpose):
        while b"\0" not in self.received:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.receives], [], [], left)[0]:
                raise RuntimeError(f"Chromium gave no answer in {self.timeout} s: {purpose}")
            data = os.read(self.receives, 1 << 20)
            if not data:
                raise RuntimeError("Chromium ended: " + purpose)
            self.received += data
        message, _, self.received = self.received.partition(b"\0")
        return json.loads(message)
