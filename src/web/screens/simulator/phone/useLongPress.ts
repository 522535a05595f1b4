import { type MouseEvent, type PointerEvent, type TouchEvent, useRef } from 'react'

const pressMs = 450
/** A finger that moves further than this scrolls. */
const slipPx = 10

/** Open something by a long press of a finger, or by a right click. */
export function useLongPress(open: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const start = useRef({ x: 0, y: 0 })
  const opened = useRef(false)
  const callOff = () => clearTimeout(timer.current)
  return {
    onContextMenu(event: MouseEvent) {
      // Selected text and pictures keep the menu of the browser.
      if (event.target instanceof HTMLAnchorElement || (getSelection()?.toString() ?? '') !== '') return
      event.preventDefault()
      callOff()
      open()
    },
    onPointerDown(event: PointerEvent) {
      callOff()
      if (event.pointerType !== 'touch') return
      start.current = { x: event.clientX, y: event.clientY }
      opened.current = false
      timer.current = setTimeout(() => {
        opened.current = true
        open()
      }, pressMs)
    },
    onTouchEnd(event: TouchEvent) {
      // Lifting the finger would be a click beside what was just opened, and close it.
      if (opened.current) event.preventDefault()
      opened.current = false
    },
    onPointerMove(event: PointerEvent) {
      const { x, y } = start.current
      if (Math.hypot(event.clientX - x, event.clientY - y) > slipPx) callOff()
    },
    onPointerUp: callOff,
    onPointerCancel: callOff,
  }
}
