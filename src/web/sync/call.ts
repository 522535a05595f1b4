import type { z } from 'zod'
import type { Operation } from '../../contract/operation.ts'
import type { Refusal, RefusalBody } from '../../contract/refusals.ts'

/** The server's refusals, and the two ways in which there is no answer to read. */
export type CallRefusal = Refusal | 'unreachable' | 'broken'

/** What a call came to. `issues` name the fields of a form that could not be read. */
export type Answer<T> =
  | { ok: true; value: T }
  | { ok: false; refusal: CallRefusal; detail?: string | undefined; issues?: RefusalBody['issues'] }

const maxWaitMs = 30_000

let whenSignedOut: () => void = () => {}
/** Who is told when the server no longer knows this session. */
export const onSignedOut = (listener: () => void): void => {
  whenSignedOut = listener
}

/**
 * Call one operation of the contract. A refusal is a value for the screen. The answer is not checked again here: the
 * server checks what goes out.
 */
export async function call<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  input: z.input<I>,
): Promise<Answer<z.output<O>>> {
  const asked =
    operation.method === 'GET'
      ? ask(withQuery(operation.path, input), { method: 'GET' })
      : ask(operation.path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
        })
  return (await asked) as Answer<z.output<O>>
}

/** Ask an address that answers as operations do: JSON, or a refusal. Tells the listener when the session is over. */
export async function ask(address: string, request: RequestInit): Promise<Answer<unknown>> {
  let response: Response
  try {
    response = await fetch(address, { ...request, signal: request.signal ?? AbortSignal.timeout(maxWaitMs) })
  } catch {
    return { ok: false, refusal: 'unreachable' }
  }
  const body = await response.json().catch(() => null)
  const answer = read(response.status, body)
  if (!answer.ok && answer.refusal === 'not_signed_in') whenSignedOut()
  return answer
}

/** Pure: what a status and its body mean. */
export function read(status: number, body: unknown): Answer<unknown> {
  if (status >= 200 && status < 300) return { ok: true, value: body }
  if (isRefusal(body)) return { ok: false, refusal: body.refusal, detail: body.detail, issues: body.issues }
  if (status === 401) return { ok: false, refusal: 'not_signed_in' }
  if (status === 429) return { ok: false, refusal: 'too_many_requests' }
  // A proxy in front of a server that is away.
  if (status === 502 || status === 503 || status === 504) return { ok: false, refusal: 'unreachable' }
  return { ok: false, refusal: 'broken' }
}

const isRefusal = (body: unknown): body is RefusalBody =>
  typeof body === 'object' && body !== null && 'refusal' in body && typeof body.refusal === 'string'

/** The address of a GET with its input as a query; what is undefined is left out. */
export function withQuery(path: string, input: unknown): string {
  const entries = Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
  return query === '' ? path : `${path}?${query}`
}
