/** Whom a ledger tells what. */
export type Told = {
  /** Progress, for who waits. */
  log(line: string): void
  /** Something is not as it should be: shown, and kept beside the counts. */
  trouble(line: string): void
}

export type ChaosOptions = Told & {
  /** The form that the promise is about; otherwise one for every day. */
  full: boolean
  seed: number
}

/** What the sender's ledger says beside the database and every screen. Further counts may stand beside these. */
export type ChaosReport = {
  seed: number
  sent: number
  faults: number
  lost: number
  doubled: number
  misordered: number
  met: boolean
} & Record<string, number | boolean | string>

/** `chaos/<name>/ledger.ts` exports it as `ledger`. It needs nothing but the project, and a folder of its own. */
export type Ledger = {
  /** The folder's name. */
  name: string
  /** What is sent, what goes wrong meanwhile, and what is compared, in one line. */
  says: string
  run(options: ChaosOptions): Promise<ChaosReport>
}
