import type { z } from 'zod'
import type { Address, Connection, Failure, Fetcher, Outbound, Provider, SendOutcome } from '../provider.ts'
import { type Answer, call } from './call.ts'
import { outcomeOfError, outcomeOfStatus } from './errors.ts'
import { addressesOf } from './people.ts'
import { toWire } from './to-wire.ts'
import { ErrorAnswer, SendAnswer, UploadAnswer } from './wire.ts'

type Refused = Exclude<SendOutcome, { type: 'accepted' }>

/** Send one message. Exactly one request: Meta knows no idempotency key, so nothing here is ever repeated. */
export async function send(
  message: Outbound,
  connection: Connection,
  fetcher: Fetcher,
  timeoutMs: number,
): Promise<SendOutcome> {
  const path = [connection.line, 'messages']
  const answer = await call({ method: 'POST', path, body: toWire(message), timeoutMs }, connection, fetcher)
  const accepted = successOf(answer, SendAnswer)
  if (accepted === null) return refusalOf(answer)
  return { type: 'accepted', providerMessageId: accepted.messages[0].id, addresses: addressesIn(accepted) }
}

/** Put a file at Meta, where it stays for 30 days. Nobody gets anything by it, so a doubtful upload is simply repeated. */
export async function uploadMedia(
  file: Parameters<Provider['uploadMedia']>[0],
  connection: Connection,
  fetcher: Fetcher,
  timeoutMs: number,
): ReturnType<Provider['uploadMedia']> {
  const path = [connection.line, 'media']
  const answer = await call({ method: 'POST', path, body: formOf(file), timeoutMs }, connection, fetcher)
  const uploaded = successOf(answer, UploadAnswer)
  if (uploaded !== null) return { type: 'uploaded', id: uploaded.id }

  const refusal = refusalOf(answer)
  return refusal.type === 'unknown' ? { type: 'retry', failure: refusal.failure, scope: 'message' } : refusal
}

/**
 * Show the contact that their message was read, and that somebody is writing. A courtesy: whether it worked is not
 * reported, because nobody could do anything about it, and a token gone bad shows with the next message.
 */
export async function markRead(
  providerMessageId: string,
  typing: boolean,
  connection: Connection,
  fetcher: Fetcher,
  timeoutMs: number,
): Promise<void> {
  const body = {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: providerMessageId,
    ...(typing ? { typing_indicator: { type: 'text' } } : {}),
  }
  await call({ method: 'POST', path: [connection.line, 'messages'], body, timeoutMs }, connection, fetcher)
}

/** The answer's content if it is a success that reads as `schema`, else null. */
export function successOf<Content>(answer: Answer, schema: z.ZodType<Content>): Content | null {
  if (answer.type !== 'answered' || answer.status < 200 || answer.status > 299) return null
  const content = schema.safeParse(answer.json)
  return content.success ? content.data : null
}

/** What an answer without success means. */
export function refusalOf(answer: Answer): Refused {
  switch (answer.type) {
    case 'unusable':
      return { type: 'misconfigured', failure: answer.failure }
    case 'not_sent':
      return { type: 'retry', failure: answer.failure, scope: 'message' }
    case 'interrupted':
      return { type: 'unknown', failure: answer.failure }
    case 'answered':
      return refusalOfStatus(answer.status, answer.json)
  }
}

/** The failure behind an answer without success. */
export function failureOfAnswer(answer: Answer): Failure {
  return refusalOf(answer).failure
}

function refusalOfStatus(status: number, json: unknown): Refused {
  const answer = ErrorAnswer.safeParse(json)
  // An error in a success is a contradiction: whether something went out is then not known.
  return answer.success && status >= 400 ? outcomeOfError(status, answer.data.error) : outcomeOfStatus(status)
}

/** Meta may correct a number (Mexico, Brazil) or name the user id: what it says here is what webhooks will say. */
function addressesIn({ contacts: [contact] }: z.infer<typeof SendAnswer>): Address[] {
  return contact === undefined ? [] : addressesOf({ phone: contact.wa_id, userId: contact.user_id })
}

function formOf({ bytes, mimeType, fileName }: Parameters<Provider['uploadMedia']>[0]): FormData {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', mimeType)
  form.set('file', new Blob([new Uint8Array(bytes)], { type: mimeType }), fileName)
  return form
}
