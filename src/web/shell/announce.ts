/** What screen readers are told without moving the focus. */
type Live = { polite: string; assertive: string }
let live: Live = { polite: '', assertive: '' }
const listeners = new Set<() => void>()

/** Say something when the reader pauses; `assertive` interrupts, and is for offers and a lost connection only. */
export function announce(text: string, how: keyof Live = 'polite'): void {
  // The same text twice is heard twice only if it differs: a no-break space is silent.
  live = { ...live, [how]: live[how] === text ? `${text}\u00a0` : text }
  for (const listener of listeners) listener()
}

export const readLive = (): Live => live
export function subscribeLive(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
