import { deepStrictEqual } from 'node:assert/strict'
import { viewOf } from '../app/view.ts'
import { type JournalEntry, maySee } from '../contract/events.ts'
import type { ConversationId } from '../contract/ids.ts'
import { applyEntries, applyEntry, type View, viewerOf } from '../contract/view.ts'
import { assert } from '../kernel/assert.ts'
import { journalOf } from '../kernel/journal.ts'
import { inRead } from '../kernel/work.ts'
import { threadPage } from '../modules/conversations/index.ts'
import { type Name, names, people, type World } from './world.ts'

/** What a fresh browser of this person would hold, with these conversations opened. */
export async function loadView(world: World, name: Name, threads: readonly ConversationId[] = []): Promise<View> {
  const person = await world.person(name)
  return inRead(world.kernel, world.workspaceId, async (tx) => {
    const view = await viewOf(tx, person)
    for (const id of threads) {
      const page = await threadPage(tx, person, { conversationId: id })
      if (page.ok) view.threads[id] = page.value
    }
    return view
  })
}

/** The lines after number `seq`, as they are sent to the person whose view this is. */
export async function journalAfter(world: World, seq: number, { me }: View): Promise<JournalEntry[]> {
  const viewer = viewerOf(me)
  const lines = await journalOf(world.kernel).after(world.workspaceId, seq, Number.MAX_SAFE_INTEGER)
  return lines.flatMap(({ from, at, events }) =>
    events.map((event, index) => ({ seq: from + index, at, event: maySee(viewer, event) ? event : null })),
  )
}

export type Agreeing = { who?: readonly Name[]; threads?: readonly ConversationId[] }

/**
 * Browsers that replay the facts of `act` must hold exactly what fresh browsers would load: the administrator's, the
 * supervisor's and every agent's (or `who`), with these conversations opened. Returns what they hold.
 */
export async function browsersAgree(
  world: World,
  act: () => Promise<unknown>,
  { who = names, threads = [] }: Agreeing = {},
): Promise<Record<Name, View>> {
  const before = await Promise.all(who.map((name) => loadView(world, name, threads)))
  await act()
  const after = await Promise.all(
    before.map(async (view, index) => {
      const name = who[index]!
      const replayed = await replay(world, name, view, threads)
      assert(replayed.seq > view.seq, 'the action recorded something')
      const fresh = await loadView(world, name, threads)
      deepStrictEqual(
        comparable(replayed, fresh),
        comparable(fresh, replayed),
        `the browser of ${people[name].name} agrees`,
      )
      return [name, replayed]
    }),
  )
  return Object.fromEntries(after) as Record<Name, View>
}

/**
 * How often lists have changed is counted from each browser's own snapshot; and a conversation that somebody gained or
 * lost sight of is not open on their screen, or not any more. A channel or a queue that tags hide is there for who holds
 * something of it, and stays till they load everything again.
 */
function comparable(view: View, other: View): View {
  const threads = Object.fromEntries(Object.entries(view.threads).filter(([id]) => id in other.threads))
  const channels = without(view.channels, view.me.hidden?.channelIds)
  const queues = without(view.queues, view.me.hidden?.queueIds)
  return { ...view, catalogs: {}, threads, channels, queues }
}

const without = <T>(things: Readonly<Record<string, T>>, ids: readonly string[] = []): Record<string, T> =>
  Object.fromEntries(Object.entries(things).filter(([id]) => !ids.includes(id)))

/** One line after the other and all at once: both must come to the same, and leave what they began with as it was. */
async function replay(world: World, name: Name, view: View, threads: readonly ConversationId[]): Promise<View> {
  const lines = await journalAfter(world, view.seq, view)
  // What this person may see has changed: the stream makes the browser fetch everything again.
  const isAboutThem = ({ event }: JournalEntry) =>
    event?.type === 'tagging.changed' || (event?.type === 'agent.saved' && event.agent.id === view.me.agentId)
  if (lines.some(isAboutThem)) return loadView(world, name, threads)
  const before = structuredClone(view)
  const replayed = lines.reduce((shown, line) => {
    const next = applyEntry(shown, line)
    assert(next !== 'gap', 'the journal has no gaps')
    return next
  }, view)
  deepStrictEqual(applyEntries(view, lines), { view: replayed, isGap: false })
  deepStrictEqual(view, before)
  return replayed
}
