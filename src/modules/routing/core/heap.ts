/** A binary heap: the first item by `compare` is found at once, items are added and removed in log n steps. */
export type Heap<T> = { readonly items: T[]; readonly compare: (a: T, b: T) => number }

/** Takes over `items` and puts them in heap order. */
export function heapOf<T>(items: T[], compare: (a: T, b: T) => number): Heap<T> {
  const heap = { items, compare }
  for (let at = (items.length >> 1) - 1; at >= 0; at--) sink(heap, at)
  return heap
}

export function push<T>(heap: Heap<T>, item: T): void {
  const { items, compare } = heap
  let at = items.push(item) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (compare(item, items[above]!) >= 0) break
    items[at] = items[above]!
    at = above
  }
  items[at] = item
}

/** Removes and returns the first item; undefined when there is none. */
export function pop<T>(heap: Heap<T>): T | undefined {
  const { items } = heap
  const first = items[0]
  const last = items.pop()
  if (items.length > 0 && last !== undefined) {
    items[0] = last
    sink(heap, 0)
  }
  return first
}

function sink<T>({ items, compare }: Heap<T>, start: number): void {
  const item = items[start]!
  let at = start
  for (;;) {
    let below = 2 * at + 1
    if (below >= items.length) break
    if (below + 1 < items.length && compare(items[below + 1]!, items[below]!) < 0) below++
    if (compare(items[below]!, item) >= 0) break
    items[at] = items[below]!
    at = below
  }
  items[at] = item
}
