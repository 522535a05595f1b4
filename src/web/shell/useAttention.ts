import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import type { JournalEntry } from '../../contract/events.ts'
import { defaultPreferences } from '../../contract/operations/identity.ts'
import type { View } from '../../contract/view.ts'
import { useWords, wordsOf } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { store } from '../sync/session.ts'
import { sorted } from '../sync/sorted.ts'
import { usePreferences, useSync, useView } from '../sync/use.ts'
import { announce } from './announce.ts'
import { waitingForMe } from './attention.ts'
import { type Call, callsBetween, mayHear } from './calls.ts'
import { notify } from './notifications.ts'
import { play, readySounds } from './sounds.ts'
import { toast } from './toast.ts'

const ringMs = 3_000
/** At most one soft sound in this time, however many write. */
const softEveryMs = 5_000
const lostMs = 10_000

/** Sounds, notifications of the computer, the title and the icon of the tab (screens: sound and notification). */
export function useAttention(): void {
  const { preferences = defaultPreferences } = usePreferences()
  const navigate = useNavigate()
  const volume = preferences.soundVolume
  const offers = useView((view) => sorted(view).offeredToMe.length)
  const heard = useView(mayHear)
  useEffect(readySounds, [])

  useEffect(() => {
    if (offers === 0 || !preferences.soundOffers || !heard) return
    play('offer', volume)
    const ringing = setInterval(() => play('offer', volume), ringMs)
    return () => clearInterval(ringing)
  }, [offers, preferences.soundOffers, heard, volume])

  const onCall = useEffectEvent((call: Call, view: View) => {
    if (call.what !== 'offer') onMessage(call, view)
    if (document.hidden && preferences.desktopNotifications)
      show(call, (id) => void navigate({ to: '/desk/$conversationId', params: { conversationId: id } }))
  })
  /** One soft sound, and not again: what is only there to be taken calls no louder than a message. */
  const onMessage = useEffectEvent((call: Exclude<Call, { what: 'offer' }>, view: View) => {
    if (call.what === 'waits' && !mayHear(view)) return
    announce(titleOf(call))
    if (!preferences.soundMessages || !mayHear(view) || Date.now() - lastSoft < softEveryMs) return
    lastSoft = Date.now()
    play('soft', volume)
  })
  useEffect(() => {
    let before = store.read().view
    return store.subscribe(() => {
      const { view } = store.read()
      if (!view || !before || view === before) return
      const openId = location.pathname.match(/^\/desk\/(.+)$/)?.[1] ?? null
      const calls = callsBetween(before, view, { openId, hidden: document.hidden })
      before = view
      for (const call of calls) onCall(call, view)
    })
  }, [])

  useEffect(() => store.onLines((entries) => store.read().view && tellWhoSteered(entries)), [])
  useTitle()
  useLostLine(volume, heard)
}

/** A supervisor gave me something, took it, or changed what I do: said once, calmly. */
function tellWhoSteered(entries: readonly JournalEntry[]): void {
  const { view } = store.read()
  for (const { event } of entries) {
    if (!view || !event || !('by' in event) || event.by === null || event.by === view.me.agentId) continue
    if (event.agentId !== view.me.agentId) continue
    const by = view.agents[event.by]?.name ?? ''
    const words = wordsOf(common)
    if (event.type === 'presence.changed') toast(words.setByOther(by))
    else if (event.type === 'interaction.assigned') toast(words.givenToYou(by, event.card.conversation.contact.name))
    else
      toast(words.movedFromYou(by, event.card.conversation.contact.name, view.queues[event.card.queueId]?.name ?? ''))
  }
}

let lastSoft = 0

function show(call: Call, open: (conversationId: string) => void): void {
  const { id } = call.card.conversation
  notify({ title: titleOf(call), text: '', tag: `${call.what} ${call.card.id}`, onPress: () => open(id) })
}

function titleOf(call: Call): string {
  const words = wordsOf(common)
  const { name } = call.card.conversation.contact
  switch (call.what) {
    case 'offer':
      return words.offerFor(name)
    case 'waits':
      return words.waitsInList(name, call.queue)
    case 'message':
      return words.newMessagesIn(call.count, name)
  }
}

/** The tab says what waits: a ringing mark and a name for an offer, else how many, else that the line is away. */
function useTitle(): void {
  const words = useWords(common)
  const line = useSync((state) => state.line.state)
  const waiting = useView(waitingForMe)
  const offer = useView((view) => sorted(view).offeredToMe[0]?.conversation.contact.name ?? null)
  useEffect(() => {
    const state =
      offer !== null ? `🔔 ${offer}` : line === 'offline' ? words.offlineTitle : waiting > 0 ? `(${waiting})` : null
    document.title = state === null ? words.product : `${state} · ${words.product}`
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon) icon.href = offer !== null ? '/favicon-offer.svg' : '/favicon.svg'
  }, [offer, line, waiting, words])
}

/** A line that stays away is said, and heard once. */
function useLostLine(volume: number, heard: boolean): void {
  const words = useWords(common)
  const lost = useSync((state) => state.line.state === 'offline')
  const say = useEffectEvent(() => {
    announce(words.lineLostShort, 'assertive')
    if (heard) play('low', volume)
    if (document.hidden) notify({ title: words.offlineTitle, text: words.lineLostShort, tag: 'line' })
  })
  useEffect(() => {
    if (!lost) return
    // That it is back is said to whoever was told that it was away.
    let back = () => {}
    const timer = setTimeout(() => {
      say()
      back = () => announce(wordsOf(common).lineBack)
    }, lostMs)
    return () => {
      clearTimeout(timer)
      back()
    }
  }, [lost])
}
