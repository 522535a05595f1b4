/** How much earlier than our own note of it the server may have stamped a message. */
const clockSlackMs = 2_000

/**
 * The numbers that messages are sent with, so that the server knows a repetition. `what` is all that is said, and to
 * whom: the same again after an answer that got lost has the same number, also from a form that was closed and opened
 * again, and anything else has its own. Once the message stands in the thread, pressing again means another one.
 */
export function createNumbers(newId: () => string) {
  const unsure = new Map<string, { number: string; at: number }>()
  return {
    /** `hasCome`: does the thread show such a message from then on? */
    of(what: string, at: number, hasCome: (since: number) => boolean): string {
      const before = unsure.get(what)
      if (before && !hasCome(before.at - clockSlackMs)) return before.number
      const number = newId()
      unsure.set(what, { number, at })
      return number
    },
    sent: (what: string) => void unsure.delete(what),
  }
}
