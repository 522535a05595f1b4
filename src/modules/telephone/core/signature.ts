/** How long a signed webhook is believed, either way, in milliseconds: later it may be somebody's recording of it. */
export const replayWindowMs = 300_000

/**
 * The parts of `t=<seconds since 1970>,v1=<hex of the HMAC>`, in any order; null: it does not read so. Unknown parts are
 * passed over, so that a later version can be sent beside this one.
 */
export function readSignature(header: string): { seconds: number; mac: string } | null {
  const parts = new Map(header.split(',').map((part) => part.trim().split('=', 2) as [string, string | undefined]))
  const [time, mac] = [parts.get('t'), parts.get('v1')]
  if (time === undefined || mac === undefined || !/^\d{1,12}$/.test(time) || !/^[0-9a-f]{64}$/i.test(mac)) return null
  return { seconds: Number(time), mac: mac.toLowerCase() }
}

/** Is this time near enough to be believed? */
export const isFresh = (seconds: number, now: number): boolean => Math.abs(now - seconds * 1_000) <= replayWindowMs
