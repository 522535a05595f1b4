/** A telephone of the simulator in the hand of a journey, by the control API that its screen uses. */
export type Phone = {
  readonly id: string
  readonly name: string
  /** Write to the business number, and answer with the id of the message. */
  writes(text: string): Promise<string>
  /** Do anything else a phone can: see src/providers/simulator/actions.ts. */
  does(action: { type: string; [key: string]: unknown }): Promise<string>
  /** Hold the chat on the screen, so that what arrives is read at once; or put it away. */
  looks(isLooking: boolean): Promise<void>
  /** What stands in the chat, oldest first. */
  messages(): Promise<PhoneMessage[]>
  /** The texts of the business in it, oldest first. */
  texts(): Promise<(string | null)[]>
}

export type PhoneMessage = {
  id: string
  from: 'contact' | 'business'
  type: string
  state: string
  shown: { text: string | null; media: { mediaId: string | null; mimeType: string | null } | null }
}

export type Phones = {
  /** A phone with a number of its own that writes to `to`, the phone number id of a business; to the demo's without. */
  add(name: string, to?: string): Promise<Phone>
  /** One that is there from the start, such as `amara`. */
  known(id: string, name: string): Phone
  /** Move the product's clock forward: the simulator and the server live by the same one. */
  advance(ms: number): Promise<void>
  /** A call of the control API; throws when it is refused. */
  control(method: string, path: string, body?: unknown): Promise<unknown>
}

/** The demo's business number. */
export const DEMO_NUMBER = '700800900100201'
/** Below are the numbers of the simulator's first phones. */
const FIRST_FREE_NUMBER = 447_700_900_200

export function phonesAt(origin: string): Phones {
  let nextNumber = FIRST_FREE_NUMBER

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${origin}/simulator/api/control${path}`, {
      method,
      headers: { origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${response.status} ${await response.text()}`)
    return response.json()
  }

  function phone(id: string, name: string, to: string): Phone {
    const does: Phone['does'] = async (action) => {
      const { message } = (await control('POST', `/phones/${id}/act`, { action, to })) as {
        message: { id: string } | null
      }
      return message?.id ?? ''
    }
    async function messages(): Promise<PhoneMessage[]> {
      const { chats } = (await control('GET', `/phones/${id}`)) as {
        chats: { phoneNumberId: string; messages: PhoneMessage[] }[]
      }
      return chats.find(({ phoneNumberId }) => phoneNumberId === to)?.messages ?? []
    }
    return {
      id,
      name,
      does,
      messages,
      writes: (text) => does({ type: 'text', text }),
      looks: async (isLooking) => void (await control('PATCH', `/phones/${id}`, { openChat: isLooking ? to : null })),
      texts: async () =>
        (await messages()).filter(({ from }) => from === 'business').map(({ shown: { text } }) => text),
    }
  }

  return {
    async add(name, to = DEMO_NUMBER) {
      const made = (await control('POST', '/phones', { name, number: `+${nextNumber++}` })) as { id: string }
      return phone(made.id, name, to)
    },
    known: (id, name) => phone(id, name, DEMO_NUMBER),
    advance: async (ms) => void (await control('POST', '/clock', { advanceMs: ms })),
    control,
  }
}
