import type { Preferences } from '../../contract/operations/identity.ts'
import type { Answer } from './call.ts'

type Kept = {
  /** As they are shown; undefined while they are not known. */
  read: () => Preferences | undefined
  show: (change: Partial<Preferences>) => void
  save: (change: Partial<Preferences>) => Promise<Answer<null>>
}

/**
 * Changes of personal settings: shown at once and saved one after the other, so that what was chosen last arrives last.
 * What is refused goes back to what is saved, unless it has been changed since.
 */
export function createChanges({ read, show, save }: Kept): (change: Partial<Preferences>) => Promise<Answer<null>> {
  let last: Promise<unknown> = Promise.resolve()
  /** What is being saved, by name: the change that came last, and what is saved so far. */
  const open = new Map<string, { by: Partial<Preferences>; saved: unknown }>()
  return (change) => {
    const shown = read()
    if (!shown) return Promise.resolve({ ok: false, refusal: 'unreachable' })
    const names = Object.keys(change) as (keyof Preferences)[]
    for (const name of names)
      open.set(name, { by: change, saved: open.has(name) ? open.get(name)?.saved : shown[name] })
    show(change)
    const answered = last.then(async () => {
      const answer = await save(change)
      for (const name of names) {
        const one = open.get(name)
        if (!one) continue
        if (answer.ok) one.saved = change[name]
        if (one.by !== change) continue
        show({ [name]: one.saved })
        open.delete(name)
      }
      return answer
    })
    last = answered
    return answered
  }
}
