/**
 * Pure: what stands in a field beyond `taken`, which was read from it a moment ago and has found its way meanwhile. Who
 * writes on keeps what they wrote; who has rewritten it keeps all.
 */
export const beyond = (now: string, taken: string): string =>
  now.startsWith(taken) ? now.slice(taken.length).trimStart() : now
