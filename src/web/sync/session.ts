import { browserWire } from './browser-wire.ts'
import { ask, onSignedOut, read } from './call.ts'
import { createStore, type Store } from './store.ts'

/** The one copy of the workspace in this tab. */
export const store: Store = createStore(browserWire)

/** What anybody may know before signing in. */
export type About = {
  demo: boolean
  demoUsers: readonly { email: string; password: string; name: string; role: string }[]
  version: string
}

export type SignInOutcome = 'signed_in' | 'wrong' | 'too_many' | 'unreachable' | 'broken'

/** Sign in with an e-mail and a password; the session is a cookie that scripts cannot read. */
export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  try {
    const response = await fetch('/api/auth/sign-in/email', json({ email, password }))
    if (response.ok) return 'signed_in'
    if (response.status === 429) return 'too_many'
    if (response.status >= 500) return read(response.status, null).ok ? 'broken' : 'unreachable'
    return 'wrong'
  } catch {
    return 'unreachable'
  }
}

/** End the session here and at the server, and begin again at the sign-in page with an empty memory. */
export async function signOut(): Promise<void> {
  store.stop()
  forgetDrafts()
  await fetch('/api/auth/sign-out', json({})).catch(() => null)
  location.assign('/sign-in')
}

/** Go to the sign-in page when the session ends, and come back to where the person was. */
export function leaveWhenSignedOut(): void {
  const leave = () => {
    if (location.pathname === '/sign-in') return
    location.assign(`/sign-in?to=${encodeURIComponent(location.pathname)}`)
  }
  onSignedOut(leave)
  store.subscribe(() => store.read().signedOut && leave())
}

/** Facts about this installation; null when the server does not answer. */
export async function about(): Promise<About | null> {
  const answer = await ask('/api/public/about', { method: 'GET' })
  return answer.ok ? (answer.value as About) : null
}

/** Drafts are at the server; whoever comes next to this machine shall not find them here. */
function forgetDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith('draft:')) localStorage.removeItem(key)
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
