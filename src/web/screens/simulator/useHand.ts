import { useCallback, useEffect, useMemo, useState } from 'react'
import { api } from './live/api.ts'
import type { Scene } from './live/scene.ts'
import { live, useLive, useScene } from './live/use.ts'
import type { SimulatorState } from './simulator-context.ts'

type Hand = { phoneId: string | null; openNumber: string | null }

/**
 * The phone in the hand and the chat on it. What is open on the screen is open on the phone: what arrives there is read.
 * A phone that is put away reads nothing.
 */
export function useHand(): Pick<SimulatorState, 'phoneId' | 'select' | 'openNumber' | 'openChat'> {
  const [hand, setHand] = useState(() => taken(live.read().scene, null))
  const phoneId = useScene(({ phones }) => (phones.find(({ id }) => id === hand.phoneId) ?? phones[0])?.id ?? null)
  const openNumber = useScene(({ numbers }) =>
    numbers.some(({ phoneNumberId }) => phoneNumberId === hand.openNumber) ? hand.openNumber : null,
  )
  useOpenOnPhone(phoneId, openNumber)
  useFirstNumber(hand, setHand)

  const select = useCallback((id: string) => setHand(taken(live.read().scene, id)), [])
  const openChat = useCallback((number: string | null) => setHand({ phoneId, openNumber: number }), [phoneId])
  return useMemo(() => ({ phoneId, select, openNumber, openChat }), [phoneId, select, openNumber, openChat])
}

/** What is open on a phone that is taken up: the chat it has, or the one it could begin. */
function taken(scene: Scene | null, id: string | null): Hand {
  const phone = scene?.phones.find((one) => one.id === id) ?? scene?.phones[0]
  const number = phone?.chats[0]?.phoneNumberId ?? scene?.numbers[0]?.phoneNumberId
  return { phoneId: phone?.id ?? null, openNumber: number ?? null }
}

/** A phone that was taken up before there was any business opens the first one when it comes. */
function useFirstNumber(hand: Hand, setHand: (hand: Hand) => void): void {
  const [hadNone, setHadNone] = useState(() => live.read().scene?.numbers.length === 0)
  const has = useScene(({ numbers }) => numbers.length > 0)
  useEffect(() => {
    if (!hadNone || !has) return
    setHadNone(false)
    setHand(taken(live.read().scene, hand.phoneId))
  }, [hadNone, has, hand.phoneId, setHand])
}

/** The phone at the simulator has the same chat open as the one on screen, also after the simulator began anew. */
function useOpenOnPhone(phoneId: string | null, openNumber: string | null): void {
  const loads = useLive((state) => state.loads)
  useEffect(() => {
    if (phoneId !== null && loads > 0) hold(phoneId, openNumber)
  }, [phoneId, openNumber, loads])
  useEffect(() => {
    if (phoneId === null) return
    const putAway = () => hold(phoneId, null)
    window.addEventListener('pagehide', putAway)
    return () => {
      window.removeEventListener('pagehide', putAway)
      putAway()
    }
  }, [phoneId])
}

let turn: Promise<unknown> = Promise.resolve()

/** One after the other: two at once could arrive in the wrong order. A phone that was removed needs no putting away. */
function hold(phoneId: string, openChat: string | null): void {
  turn = turn.then(async () => isThere(phoneId) && api.changePhone(phoneId, { openChat }))
}

const isThere = (phoneId: string): boolean => live.read().scene?.phones.some(({ id }) => id === phoneId) ?? false
