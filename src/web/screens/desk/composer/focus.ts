/** A conversation that was just opened brings its composer within this time, or the wish is forgotten. */
const wishLastsMs = 3_000
let wishedAt = Number.NEGATIVE_INFINITY

/** Put the focus into the open composer, or into the one that is about to come. */
export function focusComposer(): void {
  wishedAt = performance.now()
  requestAnimationFrame(() => document.querySelector<HTMLTextAreaElement>('[data-composer]')?.focus())
}

/** A composer has come: was it wished for? */
export function focusIfWished(field: HTMLTextAreaElement | null): void {
  if (performance.now() - wishedAt < wishLastsMs) field?.focus()
}
