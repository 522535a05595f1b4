import { beforeEach, expect, test } from 'vitest'
import type { Draft } from '../../contract/operations/conversations.ts'
import { at, card, ines } from '../testing/samples.ts'
import type { Answer } from './call.ts'
import { createDrafts, type Drafts, type DraftsWire } from './drafts.ts'

const helena = card().conversation.id

let saved: string[]
let server: Draft[]
let reachable: boolean
let timer: (() => void) | null
let painted: (() => void) | null
let items: Map<string, string>
let wire: DraftsWire
let drafts: Drafts
beforeEach(() => {
  saved = []
  server = []
  reachable = true
  timer = null
  painted = null
  items = new Map()
  wire = {
    async save({ text }) {
      if (!reachable) return { ok: false, refusal: 'unreachable' }
      saved.push(text)
      return { ok: true, value: null }
    },
    list: async (): Promise<Answer<{ drafts: Draft[] }>> => ({ ok: true, value: { drafts: server } }),
    storage: {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: (key) => void items.delete(key),
      key: (index) => [...items.keys()][index] ?? null,
      get length() {
        return items.size
      },
    },
    now: () => at(10),
    owner: ines,
    after(_ms, run) {
      timer = run
      return () => {
        timer = null
      }
    },
    afterPaint(run) {
      painted = run
    },
  }
  drafts = createDrafts(wire)
})
const settle = () => new Promise((resolve) => setTimeout(resolve, 0))
const onServer = (text: string, seconds: number): Draft => ({
  conversationId: helena,
  mode: 'reply',
  text,
  updatedAt: at(seconds),
})

test('a key is there at once and told after the paint, all keys until then together', () => {
  const heard: string[] = []
  drafts.subscribe(() => heard.push(drafts.read(helena, 'reply')))
  drafts.type(helena, 'reply', 'H')
  drafts.type(helena, 'reply', 'Hi')
  expect([drafts.read(helena, 'reply'), createDrafts(wire).read(helena, 'reply'), heard]).toEqual(['Hi', 'Hi', []])
  painted?.()
  expect(heard).toEqual(['Hi'])
  drafts.type(helena, 'reply', 'Hi!')
  drafts.write(helena, 'reply', '')
  expect(heard).toEqual(['Hi', ''])
})

test('what was typed in a tab that is hidden before its paint is told and saved', () => {
  const heard: string[] = []
  drafts.subscribe(() => heard.push(drafts.read(helena, 'reply')))
  drafts.type(helena, 'reply', 'H')
  drafts.flush()
  expect([heard, saved]).toEqual([['H'], ['H']])
})

test('typing is kept here at once and saved once, when it rests', async () => {
  drafts.write(helena, 'reply', 'H')
  drafts.write(helena, 'reply', 'Hi')
  expect(createDrafts(wire).read(helena, 'reply')).toBe('Hi')
  expect(saved).toEqual([])
  timer!()
  await settle()
  expect(saved).toEqual(['Hi'])
})

test('reply and note are two drafts', () => {
  drafts.write(helena, 'note', 'spare legs')
  expect(drafts.read(helena, 'reply')).toBe('')
  expect(drafts.read(helena, 'note')).toBe('spare legs')
})

test('without a line it stays here, and is saved when the line is back', async () => {
  reachable = false
  drafts.write(helena, 'reply', 'Hi')
  timer!()
  await settle()
  reachable = true
  drafts.flush()
  await settle()
  expect(saved).toEqual(['Hi'])
})

test('an emptied draft is forgotten everywhere', async () => {
  drafts.write(helena, 'reply', 'Hi')
  drafts.write(helena, 'reply', '')
  timer!()
  await settle()
  expect(saved).toEqual([''])
  expect(items.size).toBe(0)
})

test('the newer of two devices wins, and what is not saved is not lost', async () => {
  server = [onServer('from the telephone', 20)]
  await drafts.load()
  expect(drafts.read(helena, 'reply')).toBe('from the telephone')

  server = [onServer('older', 5)]
  drafts.write(helena, 'reply', 'typed here')
  await drafts.load()
  expect(drafts.read(helena, 'reply')).toBe('typed here')
})

test('what was sent on another device goes here too', async () => {
  server = [onServer('Hi', 1)]
  await drafts.load()
  server = []
  await drafts.load()
  expect(drafts.read(helena, 'reply')).toBe('')
  expect(items.size).toBe(0)
})

test('a list that was asked for before the last save landed takes nothing away', async () => {
  const answered = Promise.withResolvers<Answer<{ drafts: Draft[] }>>()
  wire.list = () => answered.promise
  drafts.write(helena, 'reply', 'Friday is fine')
  const loading = drafts.load()
  timer!()
  await settle()
  expect(saved).toEqual(['Friday is fine'])
  answered.resolve({ ok: true, value: { drafts: [] } })
  await loading
  expect(drafts.read(helena, 'reply')).toBe('Friday is fine')
  expect(createDrafts(wire).read(helena, 'reply')).toBe('Friday is fine')
})

test('of one draft one save is under way at a time: the older never arrives last', async () => {
  const answers: (() => void)[] = []
  wire.save = ({ text }) => {
    saved.push(text)
    return new Promise((answer) => answers.push(() => answer({ ok: true, value: null })))
  }
  drafts.write(helena, 'reply', 'Fri')
  drafts.flush()
  drafts.write(helena, 'reply', 'Friday')
  drafts.flush()
  expect(saved).toEqual(['Fri'])
  answers.shift()!()
  await settle()
  expect(saved).toEqual(['Fri', 'Friday'])
  answers.shift()!()
  await settle()
  drafts.flush()
  expect(saved).toEqual(['Fri', 'Friday'])
})
