import { announce } from './announce.ts'

/** A short word about something that has happened, at the foot of the page. */
export type Toast = {
  id: number
  text: string
  tone: 'plain' | 'bad'
  action?: { name: string; run: () => void } | undefined
  lastsMs: number
}

const lastsMs = 5_000
/** What can be taken back, or asks to be read twice, stays longer (screens: live updates). */
const withActionMs = 8_000
const maxToasts = 3

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

/** Say that something happened; with an action it can be taken back or followed. Also said to screen readers. */
export function toast(text: string, { tone = 'plain', action }: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  announce(text)
  const one: Toast = { id: ++lastId, text, tone, action, lastsMs: action ? withActionMs : lastsMs }
  set([...toasts.filter((other) => other.text !== text), one].slice(-maxToasts))
}

export const dismissToast = (id: number): void => set(toasts.filter((toast) => toast.id !== id))
export const readToasts = (): readonly Toast[] => toasts
export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}
