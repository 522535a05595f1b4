/**
 * For the `ref` of what may leave the page with the focus in it, such as a search that is closed or a list that becomes
 * empty. Unless somebody else takes it, the pane around it has the focus from then on, so that Tab goes on from there.
 */
export const passFocusOn = (leaving: HTMLElement | null) => () => {
  if (!leaving?.contains(document.activeElement)) return
  const pane = leaving.parentElement?.closest<HTMLElement>('[tabindex]')
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) pane?.focus({ preventScroll: true })
  })
}
