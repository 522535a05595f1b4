import { createContext, use } from 'react'
import type { BusinessNumber, Phone } from './live/wire.ts'

/** How much room there is: three columns, two with tabs in the second, or one with tabs. */
export type Room = 'wide' | 'middle' | 'narrow'
export type Tab = 'phone' | 'traffic' | 'switches'

/** What the parts of the screen share: which phone is in the hand, and which chat is open on it. */
export type SimulatorState = {
  room: Room
  phoneId: string | null
  select: (phoneId: string) => void
  /** The business number whose chat is open; null shows all chats of the phone. */
  openNumber: string | null
  openChat: (phoneNumberId: string | null) => void
  addPhone: () => void
}

export const SimulatorContext = createContext<SimulatorState | null>(null)

/** For parts below `<Simulator>`. */
export function useSimulator(): SimulatorState {
  const state = use(SimulatorContext)
  if (!state) throw new Error('The parts of the simulator stand below its screen.')
  return state
}

/** One chat of one phone: who writes, and with whom. */
export type ChatPlace = { phone: Phone; number: BusinessNumber }
