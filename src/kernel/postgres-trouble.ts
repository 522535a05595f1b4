/** Postgres cannot be started or kept. `message` is one sentence for whoever starts the program. */
export class PostgresTrouble extends Error {
  override readonly name = 'PostgresTrouble'
  /** What the process should exit with. */
  readonly exitCode = 1
}
