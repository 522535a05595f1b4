import { ask } from '../../../sync/call.ts'
import type { LiveWire } from './live.ts'
import type {
  BusinessNumber,
  Catalogue,
  Faults,
  FeedEvent,
  Phone,
  PhoneState,
  Settings,
  Snapshot,
  TrafficEntry,
  TrafficLine,
} from './wire.ts'

const base = '/simulator/api'
/** Rows asked for at once. */
export const pageSize = 500

/** The value, or why not: a refusal of the simulator, or one of those every call can meet. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: string }

type File = { blob: Blob; fileName: string }

const get = <T>(path: string): Promise<Outcome<T>> => request(path, { method: 'GET' })
const send = <T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Outcome<T>> =>
  request(path, {
    method,
    // Also what is sent while the page is being left.
    keepalive: true,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })

async function request<T>(path: string, init: RequestInit): Promise<Outcome<T>> {
  const answer = await ask(`${base}${path}`, init)
  return answer.ok ? { ok: true, value: answer.value as T } : { ok: false, refusal: answer.refusal }
}

/** What a person does with a phone, by the names of the control API. */
export type Action = { type: string } & Readonly<Record<string, unknown>>

export const api = {
  state: () => get<Snapshot>('/control/state'),
  catalogue: () => get<Catalogue>('/control/catalogue'),
  runningFaults: () => get<{ running: readonly string[] }>('/control/faults'),

  setFaults: (changes: Partial<Faults>) => send('PATCH', '/control/faults', changes),
  clearFaults: () => send('DELETE', '/control/faults'),
  advance: (ms: number) => send('POST', '/control/clock', { advanceMs: ms }),
  realTime: () => send('POST', '/control/clock', { real: true }),
  settings: (changes: Partial<Settings>) => send('PATCH', '/control/settings', changes),
  clear: (what: 'traffic' | 'everything') => send('POST', '/control/clear', { what }),
  changeNumber: (phoneNumberId: string, changes: Partial<Pick<BusinessNumber, 'tokenState'>>) =>
    send('POST', '/control/numbers', { phoneNumberId, ...changes }),
  notice: (kind: string, phoneNumberId: string, phoneId: string | null) =>
    send('POST', '/control/notices', { kind, phoneNumberId, ...(phoneId !== null && { phoneId }) }),

  phone: (id: string) => get<Phone>(`/control/phones/${encodeURIComponent(id)}`),
  addPhone: (phone: { name: string; number: string | null; username: string | null }) =>
    send<PhoneState>('POST', '/control/phones', phone),
  removePhone: (id: string) => send('DELETE', `/control/phones/${encodeURIComponent(id)}`),
  changePhone: (id: string, changes: Partial<PhoneState> & { block?: { phoneNumberId: string; blocked: boolean } }) =>
    send('PATCH', `/control/phones/${encodeURIComponent(id)}`, changes),

  act: (phoneId: string, to: string, action: Action, file?: File) =>
    file
      ? request(`/control/phones/${encodeURIComponent(phoneId)}/act`, {
          method: 'POST',
          body: withFile({ to, action: JSON.stringify(action) }, file),
        })
      : send('POST', `/control/phones/${encodeURIComponent(phoneId)}/act`, { to, action }),

  olderTraffic: (before: number) =>
    get<{ entries: readonly TrafficLine[] }>(`/control/traffic?limit=${pageSize}&before=${before}`),
  /** Requests whose payload or line contains a text, newest first. */
  findTraffic: (text: string) =>
    get<{ entries: readonly TrafficLine[] }>(`/control/traffic?limit=${pageSize}&text=${encodeURIComponent(text)}`),
  entry: (id: number) => get<TrafficEntry>(`/control/traffic/${id}`),
  replay: (id: number) => send<TrafficEntry>('POST', `/control/traffic/${id}/replay`),
}

/** Where a file of a message is shown from. */
export const mediaAddress = (mediaId: string): string => `${base}/control/media/${encodeURIComponent(mediaId)}`

function withFile(fields: Readonly<Record<string, string>>, { blob, fileName }: File): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', blob, fileName)
  return form
}

/** Painting does not happen in a hidden tab; then this often is enough. */
const hiddenMs = 250

/** The live picture's outside: the feed by server-sent events. */
export const browserWire: LiveWire = {
  snapshot: api.state,
  open(on) {
    const source = new EventSource(`${base}/events`)
    source.addEventListener('open', on.open)
    source.addEventListener('message', ({ data }) => on.event(JSON.parse(data as string) as FeedEvent))
    source.addEventListener('error', () => on.broken(source.readyState !== EventSource.CLOSED))
    return () => source.close()
  },
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  beforePainting(run) {
    if (document.hidden) setTimeout(run, hiddenMs)
    else requestAnimationFrame(run)
  },
}
