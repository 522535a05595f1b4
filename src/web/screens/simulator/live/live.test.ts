import { expect, test } from 'vitest'
import { line, snapshot } from '../samples.ts'
import { createLive, type LiveWire } from './live.ts'
import type { Snapshot } from './wire.ts'

type Answer = Awaited<ReturnType<LiveWire['snapshot']>>

/** The outside of the page, played by the test: snapshots wait until they are answered, timers until they are run. */
function outside() {
  const asked: ((answer: Answer) => void)[] = []
  const timers: { ms: number; run: () => void }[] = []
  let opened = 0
  let on: Parameters<LiveWire['open']>[0] | null = null
  const wire: LiveWire = {
    snapshot: () => new Promise((answer) => asked.push(answer)),
    open(listener) {
      opened++
      on = listener
      return () => {
        if (on === listener) on = null
      }
    },
    now: () => 0,
    after(ms, run) {
      const timer = { ms, run }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1)
    },
    beforePainting: (run) => run(),
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
  return {
    live: createLive(wire),
    wire,
    feed: () => on!,
    opened: () => opened,
    asked,
    timers,
    async answer(value: Partial<Snapshot>) {
      asked.shift()!({ ok: true, value: snapshot(value) })
      await settled()
    },
    async refuse(refusal: string) {
      asked.shift()!({ ok: false, refusal })
      await settled()
    },
  }
}

const traffic = (seq: number) => ({ seq, type: 'traffic' as const, entry: line({ id: seq }) })

test('a snapshot, then every event after it, also those that came while it was on its way', async () => {
  const { live, feed, answer } = outside()
  live.start()
  feed().open()
  feed().event(traffic(4))
  feed().event(traffic(5))
  expect(live.read()).toMatchObject({ scene: null, line: 'connecting' })
  await answer({ seq: 4 })
  feed().event(traffic(6))
  expect(live.read().line).toBe('live')
  expect(live.read().scene?.lines.map(({ id }) => id)).toEqual([5, 6])
})

test('a hole in the feed is filled by a new snapshot', async () => {
  const { live, feed, answer, asked } = outside()
  live.start()
  feed().open()
  await answer({ seq: 4 })
  feed().event(traffic(9))
  feed().event(traffic(10))
  expect(asked).toHaveLength(1)
  await answer({ seq: 9 })
  expect(live.read().scene?.seq).toBe(10)
  expect(live.read().loads).toBe(2)
})

test('what was shown stays while the line is away, and is right again when it comes back', async () => {
  const { live, feed, answer, timers, opened } = outside()
  live.start()
  feed().open()
  await answer({ seq: 40 })
  feed().broken(true)
  expect(live.read()).toMatchObject({ line: 'away', scene: { seq: 40 } })
  // A simulator that was started anew counts from the beginning.
  feed().open()
  await answer({ seq: 2 })
  expect(live.read()).toMatchObject({ line: 'live', scene: { seq: 2 } })
  expect([timers.length, opened()]).toEqual([0, 1])
})

test('a snapshot that was asked for before the break is not taken', async () => {
  const { live, feed, answer, asked } = outside()
  live.start()
  feed().open()
  feed().broken(true)
  feed().open()
  expect(asked).toHaveLength(2)
  await answer({ seq: 1 })
  expect(live.read().scene).toBeNull()
  await answer({ seq: 2 })
  expect(live.read().scene?.seq).toBe(2)
})

test('a feed that is refused says why, and is tried again after longer and longer waits', async () => {
  const { live, feed, refuse, timers, opened } = outside()
  live.start()
  const waits: number[] = []
  for (let n = 0; n < 8; n++) {
    feed().broken(false)
    await refuse('not_found')
    const timer = timers.pop()!
    waits.push(timer.ms)
    timer.run()
  }
  expect(live.read().trouble).toBe('not_found')
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
  expect(opened()).toBe(9)
})

test('nothing is heard any more once it is stopped', async () => {
  const { live, feed, answer, opened } = outside()
  live.start()
  const before = feed()
  before.open()
  live.stop()
  await answer({ seq: 4 })
  expect(live.read().scene).toBeNull()
  live.start()
  expect(opened()).toBe(2)
})

test('what somebody did shows at once', async () => {
  const { live, feed, answer } = outside()
  live.start()
  feed().open()
  await answer({})
  const heard: number[] = []
  live.subscribe(() => heard.push(live.read().scene?.faults.delayMs ?? -1))
  live.change((scene) => ({ ...scene, faults: { ...scene.faults, delayMs: 500 } }))
  expect(heard).toEqual([500])
})
