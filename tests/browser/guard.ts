import type { BrowserContext } from '@playwright/test'

/** Listens to every page of a journey, and knows what should never have happened in one. */
export type Guard = {
  /** Watch a context from before its first page. */
  watch(context: BrowserContext, origin: string): Promise<void>
  /** What a browser says about this is part of the story: an answer that refuses, a line that is cut. */
  expect(...about: RegExp[]): void
  /** What went wrong and was not expected, a sentence each. */
  troubles(): string[]
}

/** Said by our own script in the page, for the policy may be broken without a word on the console. */
const POLICY = 'The content security policy was broken: '

/**
 * Uncaught errors, errors on the console, breaches of the content security policy, and requests to anybody but the
 * product: a journey in which one of them happened has failed, however well it looked.
 */
export function createGuard(): Guard {
  const heard: string[] = []
  const expected: RegExp[] = []
  return {
    async watch(context, origin) {
      context.on('weberror', (error) => heard.push(`An error nobody caught: ${error.error().stack ?? error.error()}`))
      context.on('console', (message) => {
        if (message.type() !== 'error') return
        heard.push(`On the console: ${message.text()} (${message.location().url})`)
      })
      context.on('request', (request) => {
        const url = new URL(request.url())
        const isOurs = url.origin === origin || ['blob:', 'data:', 'about:'].includes(url.protocol)
        if (!isOurs) heard.push(`A request went out to ${request.url()}`)
      })
      await context.addInitScript(`addEventListener('securitypolicyviolation', (event) => {
        console.error(${JSON.stringify(POLICY)} + event.violatedDirective + ' by ' + (event.blockedURI || 'inline'))
      })`)
    },
    expect: (...about) => void expected.push(...about),
    troubles: () => heard.filter((line) => !expected.some((pattern) => pattern.test(line))),
  }
}

/** Chromium says this of every request that fails while the line is cut or the server is away. */
export const LINE_IS_AWAY =
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING|NETWORK_IO_SUSPENDED)/

/** Chromium says this of every answer that refuses. */
export const refusedWith = (status: number): RegExp => new RegExp(`the server responded with a status of ${status} `)
