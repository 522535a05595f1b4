import { randomFillSync } from 'node:crypto'

const COUNTER_START_BITS = 11
const COUNTER_LIMIT = 1 << 12

let lastMs = 0
let counter = 0
const RANDOM_BYTES = 10
/** Drawn for many ids at once: one call for each would cost more than all the rest. */
const drawn = Buffer.alloc(RANDOM_BYTES * 400)
let used = drawn.length

function draw(): Buffer {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  used += RANDOM_BYTES
  return drawn.subarray(used - RANDOM_BYTES, used)
}

/**
 * A UUID, version 7 (RFC 9562), always greater than the one before it in this process: ids given out in order sort in
 * order, which settles messages of the same instant and keeps index pages dense.
 */
export function newId(): string {
  const now = Date.now()
  const random = draw()
  if (now > lastMs) {
    lastMs = now
    counter = random.readUInt16BE(0) >> (16 - COUNTER_START_BITS)
  } else if (++counter === COUNTER_LIMIT) {
    // 2,048 or more in one millisecond: borrow from the next.
    lastMs++
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const sequence = (0x7000 | counter).toString(16)
  const variant = (0x80 | (random[2]! & 0x3f)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-${sequence}-${variant}${random.toString('hex', 3, 4)}-${random.toString('hex', 4, 10)}`
}
