/** A violated expectation is a bug, never a user's mistake: it throws and the transaction rolls back. */
export function assert(condition: boolean, expectation: string): asserts condition {
  if (!condition) throw new Error(`broken expectation: ${expectation}`)
}

/** The value, which the caller knows to be there. Throws when it is not. */
export function present<T>(value: T | null | undefined, what: string): T {
  assert(value !== null && value !== undefined, `${what} is present`)
  return value
}
