import type { Scene } from './live/scene.ts'

const key = 'simulator-visited'

/** Whether this browser has not yet put the first steps away. */
export const isFirstVisit = (): boolean => localStorage.getItem(key) === null

export const rememberVisit = (): void => localStorage.setItem(key, 'yes')

/**
 * How many of the steps have happened on this phone: somebody wrote, the business read it, the business answered. On
 * others there may be what was before.
 */
export function stepsDone({ phones }: Pick<Scene, 'phones'>, phoneId: string | null): number {
  const chats = phones.find(({ id }) => id === phoneId)?.chats ?? []
  const messages = chats.flatMap((chat) => chat.messages)
  const written = messages.filter(({ from }) => from === 'contact')
  if (written.length === 0) return 0
  if (!written.some(({ state }) => state === 'read')) return 1
  return messages.some(({ from, state }) => from === 'business' && state !== 'failed') ? 3 : 2
}
