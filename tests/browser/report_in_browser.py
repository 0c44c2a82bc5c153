#!/usr/bin/env python3
"""Runs a small experiment on its miniature and opens the report in headless Chromium, as a desktop
and as a phone shows it, on light and on dark paper; checks what a reader would see and keeps a
screenshot of each.

    report_in_browser.py RUN_EXPERIMENT EXPERIMENT.yaml FOLDER
"""

import base64
import os
import pathlib
import shutil
import subprocess
import sys

from chromium import Chromium, find_chromium

# Name, width and height in CSS pixels, pixels of the screen to one of them, medium and colours.
VIEWS = (
    ("desktop", 1280, 900, 1, "screen", "light"),
    ("desktop_dark", 1280, 900, 1, "screen", "dark"),
    ("phone", 390, 844, 2, "screen", "light"),
    ("phone_dark", 390, 844, 2, "screen", "dark"),
    ("paper", 718, 1047, 2, "print", "light"),  # A4 without Chromium's margins, at 96 to the inch
)
MOST_PIXELS_HIGH = 16000  # beyond, Chromium repeats the picture

# Everything that is drawn: its kind, its size, and whether there is something in it.
DRAWN = """
(() => {
  const size = element => {
    const box = element.getBoundingClientRect();
    return {width: box.width, height: box.height};
  };
  const list = (selector, facts) =>
    [...document.querySelectorAll(selector)].map(item => ({...size(item), ...facts(item)}));
  return {
    svg: list('svg', item => ({points: [...item.querySelectorAll('polyline, circle')]
      .reduce((sum, line) => sum + line.getTotalLength(), 0)})),
    img: list('img', item => ({loaded: item.complete && item.naturalWidth > 0})),
    audio: list('audio', () => ({})),
    table: list('table', item => ({rows: item.rows.length})),
  };
})()
"""

# How far the page, or something in it that does not scroll by itself, reaches beyond the screen.
OVERFLOW = """
(() => {
  const width = document.documentElement.clientWidth;
  const clipped = item => item.parentElement.closest('.scroll, pre');
  const wide = [...document.body.querySelectorAll('*')]
    .filter(item => item.getBoundingClientRect().right > width + 1 && !clipped(item))
    .map(item => item.tagName + '.' + item.className);
  return {page: document.documentElement.scrollWidth - width, wide};
})()
"""

# Seconds of each player once its sound is read, or what is wrong with it.
SOUNDS = """
Promise.all([...document.querySelectorAll('audio')].map(player => new Promise(settle => {
  const tell = () => settle(player.error ? player.error.message : player.duration);
  if (player.readyState > 0 || player.error) return tell();
  player.addEventListener('loadedmetadata', tell);
  player.addEventListener('error', tell);
  player.load();
})))
"""


# Two frames later everything is painted, the players' times too.
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def drawn_problems(drawn, kinds):
    problems = []
    for kind, items in drawn.items():
        if kind not in kinds:
            continue
        if not items:
            problems.append(f"the page has no {kind}")
        for number, item in enumerate(items, 1):
            if item["width"] < 30 or item["height"] < 20:
                problems.append(f"{kind} {number} is only {item['width']} x {item['height']}")
    problems += [f"svg {number} has no curve and no dot" for number, item in enumerate(drawn["svg"], 1)
                 if item["points"] <= 0]
    problems += [f"img {number} is not shown" for number, item in enumerate(drawn["img"], 1)
                 if not item["loaded"]]
    return problems


def screenshot(browser, path, width, scale):
    height = browser.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, MOST_PIXELS_HIGH // scale),
            "scale": 1}
    picture = browser.call("Page.captureScreenshot", format="png", clip=clip,
                           captureBeyondViewport=True)["data"]
    path.write_bytes(base64.b64decode(picture))


def check_view(report, folder, name, width, height, scale, medium, colours):
    with Chromium() as browser:
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=scale, mobile=width < 600)
        browser.call("Emulation.setEmulatedMedia", media=medium,
                     features=[{"name": "prefers-color-scheme", "value": colours}])
        browser.open(report.as_uri())
        # Paper has no players.
        kinds = {"svg", "img", "table"} | ({"audio"} if medium == "screen" else set())
        problems = drawn_problems(browser.evaluate(DRAWN), kinds)
        overflow = browser.evaluate(OVERFLOW)
        if overflow["page"] > 0:
            problems.append(f"the page is {overflow['page']} pixels too wide")
        problems += [f"{item} reaches beyond the screen" for item in overflow["wide"]]
        problems += [f"player {number}: {seconds}"
                     for number, seconds in enumerate(browser.evaluate(SOUNDS), 1)
                     if not isinstance(seconds, (int, float)) or seconds <= 0]
        browser.evaluate(PAINTED)
        screenshot(browser, folder / f"{name}.png", width, scale)
        problems += [f"the console says: {complaint}" for complaint in browser.complaints()]
    return [f"{name}: {problem}" for problem in problems]


def run_miniature(program, experiment, folder):
    """The report of two trials, which is enough for every part of the page."""
    run = folder / "run"
    shutil.rmtree(run, ignore_errors=True)
    environment = {**os.environ, "TIMBRE_CACHE": str(folder / "cache")}
    environment.pop("TIMBRE_DATA", None)
    subprocess.run([program, experiment, "--out", run, "--set", "protocol.repeats=2"],
                   env=environment, check=True)
    return run / "report.html"


def main():
    program, experiment, folder = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    find_chromium()
    folder.mkdir(parents=True, exist_ok=True)
    report = run_miniature(program, experiment, folder)
    problems = [problem for view in VIEWS for problem in check_view(report, folder, *view)]
    for problem in problems:
        print(problem)
    print(f"screenshots: {folder}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
