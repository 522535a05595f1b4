// Runs in the page, before the page's own scripts: what a person waits for is measured where it happens.
{
  const keys = new Map()
  // Shorter ones are not told of; 16 ms is the least the browser knows (W3C: Event Timing).
  const leastMs = 16
  new PerformanceObserver((list) => {
    for (const { name, startTime, duration } of list.getEntries())
      if (name === 'keydown' || name === 'keypress' || name === 'input') {
        // The events of one press begin together, and are over with the paint that follows the last of them.
        const at = [...keys.keys()].findLast((pressed) => pressed <= startTime)
        if (at !== undefined) keys.set(at, Math.max(keys.get(at), startTime + duration - at))
      }
  }).observe({ type: 'event', durationThreshold: leastMs, buffered: true })
  addEventListener('keydown', ({ timeStamp }) => keys.set(timeStamp, leastMs), { capture: true })

  const nextFrame = () => new Promise((done) => requestAnimationFrame(done))
  const isShown = (name) => {
    const log = document.querySelector('[role="log"]')
    return (
      log?.getAttribute('aria-label')?.endsWith(name) &&
      log.querySelector('article') !== null &&
      document.querySelector('textarea[data-composer]')?.getAttribute('aria-label') === `Reply to ${name}`
    )
  }

  let shown = Promise.resolve(0)
  async function fromPressToThread(name) {
    const pressed = await new Promise((done) =>
      addEventListener('pointerdown', ({ timeStamp }) => done(timeStamp), { capture: true, once: true }),
    )
    while (!isShown(name)) await nextFrame()
    // A frame's callbacks run before its paint: at the second frame the first one is on the screen.
    await nextFrame()
    return performance.now() - pressed
  }

  globalThis.measured = {
    /**
     * Bring a row of a list into sight, and answer where its middle is and whose it is. From now on wait for a press, and
     * for the paint of that contact's thread and composer which it leads to.
     */
    async aim(list, place, rowHeight) {
      const box = document.querySelector(`[role="listbox"][aria-label="${list}"]`)
      box.scrollTop = (place - 3) * rowHeight
      const row = () => box.querySelector(`[role="option"][aria-posinset="${place}"]`)
      // What is scrolled to is drawn by the frame after.
      do await nextFrame()
      while (!row())
      const { x, y, width, height } = row().getBoundingClientRect()
      const name = row().querySelector('bdi')?.textContent ?? ''
      shown = fromPressToThread(name)
      return { name, x: x + width / 2, y: y + height / 2 }
    },
    /** Until the page has nothing more to do: nobody opens another conversation within a blink. */
    settled: () => new Promise((done) => requestIdleCallback(() => done(undefined), { timeout: 2000 })),
    /** How long that took, in milliseconds. */
    thread: () => shown,
    /** From each key to the paint that followed it, and forget them. */
    async keys() {
      // What the browser has to tell comes a moment after the paint.
      for (let frame = 0; frame < 12; frame++) await nextFrame()
      const all = [...keys.values()]
      keys.clear()
      return all
    },
  }
}
