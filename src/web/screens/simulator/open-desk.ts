/** Below this a half of the screen is too narrow for the desk; it gets a tab then. */
const leastHalfPx = 500

/** Open the desk in a window of its own, on the right half of the screen. A second press comes back to the same window. */
export function openDeskBeside(): void {
  const { availWidth, availHeight } = screen
  const half = Math.floor(availWidth / 2)
  const place = `popup,width=${half},height=${availHeight},left=${half},top=0`
  const opened = window.open('/desk', 'switchboard-desk', half < leastHalfPx ? '' : place)
  opened?.focus()
}
