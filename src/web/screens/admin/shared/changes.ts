/** What a settings form holds: plain values, lists, and groups of them. */
export type Values = Readonly<Record<string, unknown>>

/**
 * Pure: the fields that differ, as paths such as "name" and "connection.version". A group is looked into when it is one
 * on both sides; lists, and groups named in `wholes`, count as one field each.
 */
export function changedFields(before: Values, after: Values, wholes: readonly string[] = []): string[] {
  return Object.keys(after).flatMap((name) => {
    const [was, is] = [before[name], after[name]]
    if (!wholes.includes(name) && isGroup(was) && isGroup(is))
      return changedFields(was, is).map((inner) => `${name}.${inner}`)
    return same(was, is) ? [] : [name]
  })
}

/** Pure: my changes put on top of what somebody else has saved meanwhile. */
export function onTopOf<V extends Values>(theirs: V, mine: V, changed: readonly string[]): V {
  return changed.reduce((values, path) => withValue(values, path, valueAt(mine, path)), theirs)
}

/** The value of a field: `valueAt({ a: { b: 1 } }, 'a.b')` is 1. */
export function valueAt(values: Values, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Values | null | undefined)?.[name], values)
}

function withValue<V extends Values>(values: V, path: string, value: unknown): V {
  const [name = '', ...rest] = path.split('.')
  const inner = rest.length === 0 ? value : withValue(values[name] as Values, rest.join('.'), value)
  return { ...values, [name]: inner }
}

const isGroup = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Settings are what JSON can carry; the order of names in a group says nothing. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => same(item, b[at]))
  if (isGroup(a) && isGroup(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...names].every((name) => same(a[name], b[name]))
  }
  return Object.is(a, b)
}
