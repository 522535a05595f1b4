import { createHmac } from 'node:crypto'

/** One item of a webhook's `messages`, without what all of them have. */
export type Letter = { type: string; [key: string]: unknown }

/** Writes to a business number as Meta tells us: any text in any place, also what its own app would not let through. */
export type PostOffice = {
  /** What a contact sends, oldest first. `profile` is what their telephone says of them. */
  send(from: string, letters: readonly Letter[], profile?: object): Promise<void>
  /** Any value of any field. */
  tell(field: string, value: object): Promise<void>
}

/** Messages in one webhook. */
const AT_ONCE = 100

export function postOfficeAt({
  webhookUrl,
  secret,
  phoneNumberId,
}: {
  webhookUrl: string
  secret: string
  phoneNumberId: string
}): PostOffice {
  // In the past and each a second later than the one before: the order of a thread is the order of the letters.
  let second = Math.floor(Date.now() / 1000) - 20_000
  let number = 0

  async function tell(field: string, value: object): Promise<void> {
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '102030405060708', changes: [{ field, value }] }],
    })
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
    const answer = await fetch(webhookUrl, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(`a webhook was answered ${answer.status}`)
  }

  return {
    tell,
    async send(from, letters, profile = { name: 'Mallory Quill' }) {
      for (let at = 0; at < letters.length; at += AT_ONCE)
        await tell('messages', {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '447700900900', phone_number_id: phoneNumberId },
          contacts: [{ profile, wa_id: from }],
          messages: letters.slice(at, at + AT_ONCE).map((letter) => ({
            from,
            id: `wamid.LETTER ${from} ${++number}`,
            timestamp: String(++second),
            ...letter,
          })),
        })
    },
  }
}
