import { api } from '../live/api.ts'
import type { TrafficEntry, TrafficLine } from '../live/wire.ts'

/** Payloads fetched at once: a browser opens six connections to a server, and the feed needs one. */
const atOnce = 4

/** Save requests with their payloads as a JSON file. Those that are gone meanwhile are saved without payloads. */
export async function download(lines: readonly TrafficLine[]): Promise<void> {
  const entries = await withPayloads(lines)
  const address = URL.createObjectURL(new Blob([JSON.stringify(entries, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `traffic-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`
  link.click()
  URL.revokeObjectURL(address)
}

async function withPayloads(lines: readonly TrafficLine[]): Promise<(TrafficLine | TrafficEntry)[]> {
  const entries: (TrafficLine | TrafficEntry)[] = [...lines]
  let next = 0
  async function take(): Promise<void> {
    for (let at = next++; at < lines.length; at = next++) {
      const answer = await api.entry(entries[at]!.id)
      if (answer.ok) entries[at] = answer.value
    }
  }
  await Promise.all(Array.from({ length: atOnce }, take))
  return entries
}
