import { useCallback, useSyncExternalStore } from 'react'

/** The numbering plans of the world are a large table: fetched after the first paint, numbers regroup themselves then. */
type Parse = typeof import('libphonenumber-js/min').default
let parse: Parse | null = null
const listeners = new Set<() => void>()

/** Fetch the numbering plans, once. */
export async function loadNumberingPlans(): Promise<void> {
  parse ??= (await import('libphonenumber-js/min')).default
  for (const listener of listeners) listener()
}

/** International, with spaces: "+44 7700 900123". What cannot be read is shown as it is. */
export const phoneNumber = (value: string): string => parse?.(value)?.formatInternational() ?? value

/** A number ready to show; the component follows when the numbering plans arrive. */
export function usePhoneNumber(): (value: string) => string {
  const plans = useSyncExternalStore(subscribe, () => parse)
  return useCallback((value) => plans?.(value)?.formatInternational() ?? value, [plans])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // Without a line numbers stay as they are; whoever shows one next asks again.
  if (!parse) void loadNumberingPlans().catch(() => {})
  return () => listeners.delete(listener)
}
