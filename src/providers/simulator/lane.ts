import type { Webhook } from './webhooks.ts'

/** Webhooks one after the other. Taken from the front by counting, so that a long lane costs no more than a short one. */
export class Lane {
  readonly #webhooks: Webhook[]
  #taken = 0

  constructor(first: Webhook) {
    this.#webhooks = [first]
  }

  push(webhook: Webhook): void {
    this.#webhooks.push(webhook)
  }

  first(): Webhook | undefined {
    return this.#webhooks[this.#taken]
  }

  shift(): void {
    this.#taken++
    if (this.#taken < 64 || this.#taken * 2 < this.#webhooks.length) return
    this.#webhooks.splice(0, this.#taken)
    this.#taken = 0
  }
}
