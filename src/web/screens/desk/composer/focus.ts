/** A conversation that was just opened brings its composer within this time, or the wish is forgotten. */
const wishLastsMs = 30_000
let wish: { of: string | undefined; at: number; from: Element | null } | null = null

/** Put the focus into the composer of this conversation, or of the open one: now, or as soon as it comes. */
export function focusComposer(of?: string): void {
  wish = { of, at: performance.now(), from: document.activeElement }
  requestAnimationFrame(() =>
    focusIfWished(document.querySelector<HTMLTextAreaElement>(`[data-composer${of ? `="${of}"` : ''}]`)),
  )
}

/** Whoever is here meanwhile writes or answers something else. */
const elsewhere = 'input, textarea, select, [role="dialog"] *'

/** A composer has come: was it wished for, and has the person not begun something else meanwhile? */
export function focusIfWished(field: HTMLTextAreaElement | null): void {
  if (!field || !wish || (wish.of ?? field.dataset.composer) !== field.dataset.composer) return
  const { at, from } = wish
  const { activeElement } = document
  wish = null
  if (performance.now() - at > wishLastsMs) return
  if (activeElement === from || !activeElement?.matches(elsewhere)) field.focus()
}
