import { afterEach, expect, test } from 'vitest'
import { type Agenda, createAgenda } from './agenda.ts'
import { standingClock } from './stage.ts'

let agenda: Agenda | null = null
afterEach(() => agenda?.close())

test('runs what is due, earliest first, equals in the order asked', () => {
  const clock = standingClock()
  agenda = createAgenda(clock)
  const ran: string[] = []
  for (const [name, delay] of [
    ['c', 300],
    ['a', 100],
    ['b1', 200],
    ['b2', 200],
    ['d', 400],
  ] as const)
    agenda.after(delay, () => ran.push(name))
  agenda.check()
  expect(ran).toEqual([])
  clock.advance(200)
  agenda.check()
  expect(ran).toEqual(['a', 'b1', 'b2'])
  clock.advance(1000)
  agenda.check()
  expect(ran).toEqual(['a', 'b1', 'b2', 'c', 'd'])
  expect(agenda.size()).toBe(0)
})

test('a clock set back to real leaves each as long as it still had to wait', () => {
  const clock = standingClock()
  agenda = createAgenda(clock)
  const ran: string[] = []
  clock.advance(1_000_000)
  agenda.after(500, () => ran.push('x'))
  clock.reset()
  agenda.check()
  clock.advance(499)
  agenda.check()
  expect(ran).toEqual([])
  clock.advance(1)
  agenda.check()
  expect(ran).toEqual(['x'])
})

test('runs without being asked, also after the clock was moved behind its back', async () => {
  const clock = standingClock()
  const waiting = createAgenda(clock)
  agenda = waiting
  const done = new Promise<void>((resolve) => waiting.after(3_600_000, resolve))
  clock.advance(3_600_000)
  await done
})

test('what was called off does not run and is not waited for', () => {
  const clock = standingClock()
  agenda = createAgenda(clock)
  const ran: string[] = []
  const callOff = agenda.after(100, () => ran.push('a'))
  agenda.after(200, () => ran.push('b'))
  callOff()
  callOff()
  expect(agenda.size()).toBe(1)
  clock.advance(200)
  agenda.check()
  expect(ran).toEqual(['b'])
  expect(agenda.size()).toBe(0)
})
