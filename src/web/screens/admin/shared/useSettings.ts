import { type UseFormReturnType, useForm } from '@mantine/form'
import { useEffect, useEffectEvent, useState } from 'react'
import type { RefusalBody } from '../../../../contract/refusals.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { useShortcut } from '../../../shell/shortcuts.ts'
import type { Answer, CallRefusal } from '../../../sync/call.ts'
import { changedFields, onTopOf, type Values } from './changes.ts'

/** What keeps a form from being saved: the field, and what is wrong with it as a sentence. */
export type Problem = { path: string; text: string }

/** What the server holds; `version` moves with every save of anybody. A new thing has version 0. */
export type Kept<V> = { version: number; values: V }

export type NotSaved = { refusal: CallRefusal; detail?: string | undefined; issues?: RefusalBody['issues'] }

type Options<V extends Values> = {
  /** As it is at the server now: another object when somebody has saved, the same one otherwise. */
  kept: Kept<V>
  problemsOf: (values: V) => Problem[]
  /** Save these values over that version. Null: it is being saved already. */
  save: (values: V, version: number) => Promise<Answer<{ version: number }> | null>
  /** Which fields a refusal of the server is about; none: it is said above the form. */
  placesOf?: (refusal: NotSaved) => string[]
  /** What a form holds after it was saved: typed secrets are not kept. */
  settled?: (values: V) => V
  /** Groups that count as one field. */
  wholes?: readonly string[]
  onSaved?: () => unknown
  /** Whether there are changes that would be lost: for the window around the form. */
  onChanged?: ((dirty: boolean) => void) | undefined
}

/** A settings form: what was changed, what is wrong, Save and Ctrl S, and what to do when somebody else saved first. */
export type Settings<V extends Values> = {
  values: V
  base: V
  isNew: boolean
  /** Another number each time the form starts anew: saved, discarded, or taken over from somebody else. */
  start: number
  set: <Name extends keyof V & string>(name: Name, value: V[Name]) => void
  /** Everything an input needs: value, change, the problem below it, and where Save finds it. */
  field: (path: string, type?: 'input' | 'checkbox') => ReturnType<UseFormReturnType<V>['getInputProps']>
  /** The problem shown at a field that is not one input. */
  errorAt: (path: string) => string | undefined
  /** The person has left a field: from now on its problem is shown. */
  left: (path: string) => void
  changed: readonly string[]
  problems: readonly Problem[]
  /** The problems that Save met, summed up above the form. */
  summary: readonly Problem[]
  busy: boolean
  /** A refusal that is about no field. */
  refusal: CallRefusal | null
  save: () => Promise<void>
  discard: () => void
  /** What somebody else saved while this form has changes of its own. */
  theirs: Kept<V> | null
  takeTheirs: () => void
  keepMine: () => void
}

export function useSettings<V extends Values>(options: Options<V>): Settings<V> {
  const {
    kept,
    problemsOf,
    save,
    placesOf = () => [],
    settled = (values) => values,
    wholes = [],
    onSaved,
    onChanged,
  } = options
  const words = useWords(admin)
  const [base, setBase] = useState(kept)
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  const [pressed, setPressed] = useState(false)
  const [told, setTold] = useState<Problem[]>([])
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<CallRefusal | null>(null)
  const [start, setStart] = useState(0)
  const form = useForm<V>({
    initialValues: kept.values,
    onValuesChange: () => setTold((now) => (now.length ? [] : now)),
  })

  const changed = changedFields(base.values, form.values, wholes)
  const isNew = base.version === 0
  const theirs = !busy && changed.length > 0 && kept.version > base.version ? kept : null
  const problems = problemsOf(form.values)

  function startFrom(next: Kept<V>, values: V): void {
    setBase(next)
    form.setValues(values)
    setSeen(new Set())
    setPressed(false)
    setTold([])
    setRefusal(null)
    setStart((last) => last + 1)
  }

  // Whoever has changed nothing sees what others save; what is no field of this form disturbs nobody.
  const follow = useEffectEvent((next: Kept<V>) => {
    if (busy || next.version < base.version) return
    if (changed.length === 0) startFrom(next, next.values)
    else if (changedFields(base.values, next.values, wholes).length === 0) setBase(next)
  })
  useEffect(() => follow(kept), [kept])

  const dirty = changed.length > 0
  useEffect(() => onChanged?.(dirty), [dirty, onChanged])

  async function run(): Promise<void> {
    if (busy) return
    if (theirs) return focusField(theirsId)
    setPressed(true)
    if (problems.length > 0) return focusField(problems[0]?.path)
    if (changed.length === 0 && !isNew) return
    setBusy(true)
    setRefusal(null)
    const sent = form.values
    const answer = await save(sent, base.version)
    setBusy(false)
    if (answer === null) return
    if (!answer.ok) return refused(answer)
    const values = settled(sent)
    // What was typed while it was on its way is a change again.
    const now = form.getValues()
    startFrom({ version: answer.value.version, values }, onTopOf(values, now, changedFields(sent, now, wholes)))
    onSaved?.()
  }

  function refused(answer: NotSaved): void {
    const issues = (answer.issues ?? []).map(({ path }) => path)
    const places = [...placesOf(answer), ...issues]
    const text = words.fieldRefused(answer.refusal)
    setTold(places.map((path) => ({ path, text })))
    setRefusal(places.length > 0 ? null : answer.refusal)
    focusField(places[0])
  }

  useShortcut({ keys: 'Ctrl+KeyS', name: words.saveChanges, run: () => void run(), inFields: true })

  // A field that nobody touched is wrong because of another one: that is said at once.
  const isTouched = (path: string) => changed.some((field) => path === field || path.startsWith(`${field}.`))
  const isShown = (path: string) => pressed || seen.has(path) || (!isNew && !isTouched(path))
  const errorAt = (path: string): string | undefined =>
    told.find((problem) => problem.path === path)?.text ??
    (isShown(path) ? problems.find((problem) => problem.path === path)?.text : undefined)
  const left = (path: string) => setSeen((now) => (now.has(path) ? now : new Set([...now, path])))

  return {
    values: form.values,
    base: base.values,
    isNew,
    start,
    set: (name, value) => form.setValues({ [name]: value } as unknown as Partial<V>),
    field: (path, type = 'input') => ({
      ...form.getInputProps(path as never, { type, withError: false }),
      error: errorAt(path),
      onBlur: () => left(path),
    }),
    errorAt,
    left,
    changed,
    problems,
    summary: told.length > 0 ? told : pressed ? problems : [],
    busy,
    refusal,
    save: run,
    discard: () => startFrom(theirs ?? base, (theirs ?? base).values),
    theirs,
    takeTheirs: () => startFrom(kept, kept.values),
    keepMine: () => startFrom(kept, onTopOf(kept.values, form.values, changed)),
  }
}

/** Where the notice about somebody else's changes is. */
export const theirsId = 'changed-by-someone-else'

/** Move to a field of the form. One frame later: it may have only just appeared. */
export function focusField(path: string | undefined): void {
  if (path === undefined) return
  requestAnimationFrame(() => {
    const name = CSS.escape(path)
    const place = document.querySelector<HTMLElement>(`[data-path="${name}"], #${name}`)
    place?.scrollIntoView({ block: 'center' })
    place?.focus({ preventScroll: true })
  })
}
