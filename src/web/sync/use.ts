import { keepPreviousData, type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { z } from 'zod'
import type { Catalog } from '../../contract/events.ts'
import type { Operation } from '../../contract/operation.ts'
import { getPreferences, type PreferencesInForce, savePreferences } from '../../contract/operations/identity.ts'
import type { Permission } from '../../contract/permissions.ts'
import type { Me, View } from '../../contract/view.ts'
import { useStateOf } from '../parts/useStateOf.ts'
import { type Answer, type CallRefusal, call } from './call.ts'
import { createChanges } from './preferences.ts'
import { about, store } from './session.ts'
import type { SyncState } from './store.ts'

/** Read something of the store. Pick what is there rather than making a new object: a new one renders every time. */
export const useSync = <T>(pick: (state: SyncState) => T): T =>
  useSyncExternalStore(store.subscribe, () => pick(store.read()))

/** Read something of the view. Only for screens behind `<WithView>`, where it is there. */
export const useView = <T>(pick: (view: View) => T): T => useSync((state) => pick(present(state.view)))

/** The same for what must be made first: made again only when the view changes, kept when it comes out the same. */
export function useMade<T>(make: (view: View) => T, same: (a: T, b: T) => boolean = sameItems): T {
  const last = useRef<{ view: View; made: T } | null>(null)
  return useView((view) => {
    if (last.current?.view === view) return last.current.made
    const made = make(view)
    const kept = last.current && same(last.current.made, made) ? last.current.made : made
    last.current = { view, made: kept }
    return kept
  })
}

export const useMe = (): Me => useView((view) => view.me)
export const useMay = (permission: Permission): boolean => useView((view) => view.me.permissions.includes(permission))

/** How long an answer is good of which no line tells that it has changed. */
const UNTOLD_MS = 10_000

/**
 * A list or a thing that a screen fetches when it needs it, as a react-query. With `catalog` it is fetched again, in
 * place, whenever the stream says that the list has changed; without, when it is shown again after a while.
 */
export function useAsked<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  input: z.input<I>,
  { catalog, enabled = true }: { catalog?: Catalog; enabled?: boolean } = {},
) {
  const version = useSync((state) => (catalog ? (state.view?.catalogs[catalog] ?? 0) : 0))
  const query = { ...asked(operation, input, version), enabled, placeholderData: keepPreviousData }
  return useQuery(catalog ? query : { ...query, staleTime: UNTOLD_MS })
}

/** The query of an operation, for prefetching and for reading its cache. */
export const asked = <I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  input: z.input<I>,
  version: number | string = 0,
) =>
  queryOptions<z.output<O>, Refused>({
    queryKey: [operation.path, input, version],
    queryFn: async () => {
      const answer = await call(operation, input)
      if (!answer.ok) throw new Refused(answer)
      return answer.value
    },
  })

/** A refused question: react-query tells trouble by what is thrown. */
export class Refused extends Error {
  readonly refusal: CallRefusal
  constructor(answer: Extract<Answer<unknown>, { ok: false }>) {
    super(answer.refusal)
    this.refusal = answer.refusal
  }
}

/**
 * An act: `run` calls the operation and answers; `busy` while it is under way, when a second press does nothing;
 * `refusal` is the last no, until the next try. `of` names the thing it is done to, where the component outlives that.
 */
export function useAct<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, of = '') {
  const [busy, setBusy] = useStateOf(of, false)
  const [refusal, setRefusal] = useStateOf<CallRefusal | null>(of, null)
  const running = useRef(new Set<string>())
  const run = useCallback(
    async (input: z.input<I>): Promise<Answer<z.output<O>> | null> => {
      if (running.current.has(of)) return null
      running.current.add(of)
      setBusy(true)
      setRefusal(null)
      const answer = await call(operation, input)
      running.current.delete(of)
      setBusy(false)
      if (!answer.ok) setRefusal(answer.refusal)
      return answer
    },
    [operation, of, setBusy, setRefusal],
  )
  return { run, busy, refusal, forget: useCallback(() => setRefusal(null), [setRefusal]) }
}

/** How this person likes the desk, and how to change it. Shown at once, saved behind it. */
export function usePreferences(): { preferences: PreferencesInForce | undefined; change: ChangePreferences } {
  const { data } = useAsked(getPreferences, {}, { catalog: 'preferences' })
  return { preferences: data, change: changesIn(useQueryClient()) }
}

type ChangePreferences = ReturnType<typeof createChanges>
let changes: { queries: QueryClient; change: ChangePreferences } | null = null

/** One for all places where they are changed. */
function changesIn(queries: QueryClient): ChangePreferences {
  if (changes?.queries === queries) return changes.change
  const all = { queryKey: [getPreferences.path] }
  const change = createChanges({
    // The last that came: they may just be asked for again.
    read: () => queries.getQueriesData<PreferencesInForce>(all).findLast(([, data]) => data)?.[1],
    show: (change) => queries.setQueriesData<PreferencesInForce>(all, (data) => data && { ...data, ...change }),
    save: (change) => call(savePreferences, change),
  })
  changes = { queries, change }
  return change
}

/** Facts about this installation, asked once. */
export const useAbout = () =>
  useQuery({ queryKey: ['about'], queryFn: about, staleTime: Number.POSITIVE_INFINITY }).data ?? null

export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The view is read only behind <WithView>.')
  return value
}

/** Are these the same, or lists of the same? */
export function sameItems(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Object.is(a, b)
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]))
}
