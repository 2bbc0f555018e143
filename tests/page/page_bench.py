"""How long a page of a graph of 100,000 nodes takes to open, to answer a key in the search, and to zoom."""

from browser import Browser, Pages

NODES = 100_000
ROUNDS = 5
QUERIES = ["w", "w1", "cell7/w12", "group12", "%9", "abs", "nowhere"]

OPENED = """
const entry = performance.getEntriesByType('paint').find(({name}) => name === 'first-contentful-paint');
return {painted: entry?.startTime ?? NaN, ready: performance.measure('ready', {end: 'ready'}).duration};"""

# From the key to the frame with the list of matches.
SEARCH = """
const [text, done] = arguments;
const field = document.getElementById('search');
field.focus();
const begin = performance.now();
field.value = text;
field.dispatchEvent(new Event('input'));
requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));"""

# To the other level, drawn for the first time.
SWITCH = """
const done = arguments[0];
const [, cells] = document.querySelectorAll('#levels button');
const begin = performance.now();
cells.click();
requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));"""

# The time between frames while the wheel turns.
ZOOM = """
const done = arguments[0];
const stage = document.getElementById('stage');
const times = [];
let last = performance.now();
const frame = (now) => {
  times.push(now - last);
  last = now;
  if (times.length === 60) return done(times.slice(5));
  const deltaY = times.length < 30 ? -40 : 40;
  stage.dispatchEvent(new WheelEvent('wheel', {deltaY, clientX: 300, clientY: 300, cancelable: true}));
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);"""


def row(name, times):
    times = sorted(times)
    print(f"{name:38} median {times[len(times) // 2]:7.1f} ms   longest {times[-1]:7.1f} ms")


def main():
    pages = Pages()
    browser = Browser()
    try:
        path = pages.large(NODES)
        print(f"page of {NODES} nodes: {path.stat().st_size / 1e6:.1f} MB")
        opened = []
        for _ in range(ROUNDS):
            browser.open(path)
            opened.append(browser.js(OPENED))
        row("open: first paint", [times["painted"] for times in opened])
        row("open: 125 boxes, all can be used", [times["ready"] for times in opened])
        for query in QUERIES:
            times = [browser.driver.execute_async_script(SEARCH, query) for _ in range(ROUNDS)]
            row(f"search: {query}", times)
        row("zoom, 125 boxes: a frame", browser.driver.execute_async_script(ZOOM))
        row("to the level of 1000 boxes", [browser.driver.execute_async_script(SWITCH)])
        row("zoom, 1000 boxes: a frame", browser.driver.execute_async_script(ZOOM))
    finally:
        browser.quit()
        pages.cleanup()


main()
