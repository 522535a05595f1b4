import { expect, test } from 'vitest'
import { defaultPreferences, type Preferences } from '../../contract/operations/identity.ts'
import type { Answer } from './call.ts'
import { createChanges } from './preferences.ts'

/** A server that keeps what it is told when `answers` says so, and a screen. */
function scene() {
  let server: Preferences = defaultPreferences
  let screen: Preferences = defaultPreferences
  const asked: { change: Partial<Preferences>; answer: (isKept: boolean) => void }[] = []
  const change = createChanges({
    read: () => screen,
    show: (change) => {
      screen = { ...screen, ...change }
    },
    save: (change) =>
      new Promise<Answer<null>>((resolve) =>
        asked.push({
          change,
          answer(isKept) {
            if (isKept) server = { ...server, ...change }
            resolve(isKept ? { ok: true, value: null } : { ok: false, refusal: 'unreachable' })
          },
        }),
      ),
  })
  return {
    change,
    asked,
    screen: () => screen,
    server: () => server,
    /** Answer what is asked, in whatever order it stands there: nothing may stand beside something else. */
    async answer(...kept: boolean[]) {
      for (const isKept of kept) {
        await settled()
        expect(asked, 'one at a time').toHaveLength(1)
        asked.shift()?.answer(isKept)
      }
      await settled()
    },
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('two settings changed within one round trip are shown at once and both kept, the last one last', async () => {
  const { change, answer, screen, server } = scene()
  void change({ theme: 'dark' })
  void change({ sendWithEnter: true })
  void change({ theme: 'light' })
  expect(screen()).toMatchObject({ theme: 'light', sendWithEnter: true })
  await answer(true, true, true)
  expect(screen()).toEqual({ ...defaultPreferences, theme: 'light', sendWithEnter: true })
  expect(server()).toEqual(screen())
})

test('what is refused goes back to what is saved, and takes nothing else with it', async () => {
  const { change, answer, screen, server } = scene()
  const first = change({ theme: 'dark' })
  void change({ sendWithEnter: true })
  await answer(false, true)
  expect(await first).toMatchObject({ ok: false })
  expect(screen()).toEqual({ ...defaultPreferences, sendWithEnter: true })
  expect(server()).toEqual(screen())

  // There and back without a server, and there again.
  for (const isKept of [
    [false, false],
    [false, false, true],
    [true, false],
    [true, false, false],
  ]) {
    for (const [index] of isKept.entries()) void change({ singleKeyShortcuts: index % 2 === 1 })
    await answer(...isKept)
    expect(screen(), String(isKept)).toEqual(server())
  }
})
