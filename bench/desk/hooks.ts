import { createHmac } from 'node:crypto'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'

/** Somebody who writes, by number (digits, no plus). */
export type Writer = { from: string; name: string; text: string }

/** A function that writes to the demo's business number as Meta would tell us: one signed webhook with all of them. */
export function writeTo(webhookUrl: string): (writers: readonly Writer[]) => Promise<void> {
  let written = 0
  return async (writers) => {
    const timestamp = String(Math.floor(Date.now() / 1000))
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '447700900999', phone_number_id: SEED_NUMBER.phoneNumberId },
      contacts: writers.map(({ from, name }) => ({ profile: { name }, wa_id: from })),
      messages: writers.map(({ from, text }) => {
        const id = `wamid.DESK written ${++written}`
        return { from, id, timestamp, type: 'text', text: { body: text } }
      }),
    }
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: SEED_NUMBER.wabaId, changes: [{ field: 'messages', value }] }],
    })
    const signature = createHmac('sha256', SEED_NUMBER.appSecret).update(body).digest('hex')
    const answer = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body,
    })
    if (!answer.ok) throw new Error(`a webhook was answered ${answer.status}`)
  }
}
