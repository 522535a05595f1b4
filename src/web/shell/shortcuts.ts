import { useEffectEvent, useLayoutEffect, useSyncExternalStore } from 'react'
import { onMac } from '../parts/keys.ts'

/**
 * A shortcut. `keys` is modifiers and the place of a key, joined by plus: "Alt+KeyA", "Ctrl+Shift+Enter". A key named by
 * its sign, "sign:/", is found wherever a keyboard has it. On macOS Ctrl is Command and Alt is Option.
 */
export type Shortcut = { keys: string; name: string; run: () => void; hidden?: boolean; inFields?: boolean }

const registered = new Set<{ readonly current: Shortcut }>()
const listeners = new Set<() => void>()
let list: readonly Shortcut[] = []
let singleKeys = true

/** Single keys can be turned off by the person (WCAG 2.1.4). */
export const allowSingleKeys = (allowed: boolean): void => {
  singleKeys = allowed
}

/**
 * Keep a shortcut for as long as the component is there. The one registered last wins. `null` keeps none. It works from
 * the moment its component is in the page: an effect after the paint would lose the press of who is quick.
 */
export function useShortcut(shortcut: Shortcut | null): void {
  const run = useEffectEvent(() => shortcut?.run())
  const keys = shortcut?.keys
  const name = shortcut?.name ?? ''
  const hidden = shortcut?.hidden ?? false
  const inFields = shortcut?.inFields ?? false
  useLayoutEffect(() => {
    if (keys === undefined) return
    const entry = { current: { keys, name, hidden, inFields, run: () => run() } }
    registered.add(entry)
    changed()
    return () => {
      registered.delete(entry)
      changed()
    }
  }, [keys, name, hidden, inFields])
}

/** All shortcuts that work now, for the sheet of keys. */
export const useShortcuts = (): readonly Shortcut[] => useSyncExternalStore(subscribe, () => list)

/** Listen to the keyboard; called once, by the shell. Returns how to stop. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const where = { mac: onMac(), inField: isField(event.target), singleKeys }
    const shortcut = list.findLast((one) => fits(one, event, where))
    if (!shortcut) return
    event.preventDefault()
    shortcut.run()
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

type Pressed = Pick<KeyboardEvent, 'code' | 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** Pure: does this press mean this shortcut? Those without a modifier stay out of text fields. */
export function fits(
  { keys, inFields }: Pick<Shortcut, 'keys' | 'inFields'>,
  event: Pressed,
  { mac, inField, singleKeys }: { mac: boolean; inField: boolean; singleKeys: boolean },
): boolean {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const wants = (name: string) => parts.includes(name)
  const single = !wants('Alt') && !wants('Ctrl') && !/^(F\d+|Escape)$/.test(key)
  if (single && !inFields && (inField || !singleKeys)) return false
  const command = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  if (other || command !== wants('Ctrl') || event.altKey !== wants('Alt')) return false
  if (key.startsWith('sign:')) return event.key === key.slice('sign:'.length)
  return event.shiftKey === wants('Shift') && event.code === key
}

/** Where one types, or answers what floats above the screen: a single key means nothing below it. */
function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role=dialog], [role=menu]')) return true
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type)
}

function changed(): void {
  list = [...registered].map((entry) => entry.current)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
