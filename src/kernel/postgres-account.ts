import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { chown, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Binaries } from './postgres-binaries.ts'
import { PostgresTrouble } from './postgres-trouble.ts'

const run = promisify(execFile)

/** Whom the server runs as, and how to start a program as that user. */
export type Account = {
  /** Null when it is simply us. */
  owner: { uid: number; gid: number } | null
  start(program: string, args: readonly string[], options: SpawnOptions): ChildProcess
}

type User = { name: string; uid: number; gid: number }

const PROBE_LIMIT_MS = 10_000
const NO_BODY = { name: 'nobody', uid: 65_534, gid: 65_534 }

/**
 * Postgres refuses to run as root, so when we are root it runs as whoever owns the existing `cluster`, else as
 * `postgres`, else as `nobody`, and `dataDir` is given to that user. Throws `PostgresTrouble` when that user can
 * reach neither the programs nor the folder.
 */
export async function chooseAccount(where: { dataDir: string; cluster: string; binaries: Binaries }): Promise<Account> {
  if (process.getuid?.() !== 0) return ourselves(where.dataDir, await ownerOf(where.dataDir))

  const existing = await ownerOf(where.cluster)
  const user = existing && existing.uid !== 0 ? { name: `uid ${existing.uid}`, ...existing } : await leastUser()
  await chown(where.dataDir, user.uid, user.gid).catch(() => {
    throw unreachable(user, where.dataDir)
  })
  for (const account of waysToBecome(user)) {
    if (await canWork(account, where)) return account
  }
  throw unreachable(user, where.dataDir)
}

function ourselves(dataDir: string, owner: { uid: number } | null): Account {
  if (owner && process.getuid && owner.uid !== process.getuid()) {
    throw new PostgresTrouble(
      `The database in ${dataDir} belongs to another user (uid ${owner.uid}): start as that user or as root, ` +
        'or set SWITCHBOARD_DATA to another folder',
    )
  }
  return { owner: null, start: (program, args, options) => spawn(program, args, options) }
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => null,
  )
}

async function leastUser(): Promise<User> {
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => null)
    if (ids) return { name, uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) }
  }
  return NO_BODY
}

/**
 * Plainly first. When the folder above is closed to others (a private clone, root's home), the user keeps one of
 * root's capabilities, which lets it pass through closed folders: reading only where allowed (Docker allows only
 * the other). `no_setuid_fixup` is needed because Postgres checks its own program with access(2), which otherwise
 * ignores the capabilities of ordinary users. Files it writes belong to the user all the same.
 */
function waysToBecome(user: User): Account[] {
  const owner = { uid: user.uid, gid: user.gid }
  const plainly: Account = { owner, start: (program, args, options) => spawn(program, args, { ...options, ...owner }) }
  const withCapability = (capability: string): Account => ({
    owner,
    start: (program, args, options) => spawn('setpriv', [...privileges(user, capability), program, ...args], options),
  })
  return [plainly, withCapability('dac_read_search'), withCapability('dac_override')]
}

function privileges({ uid, gid }: User, capability: string): string[] {
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    `--inh-caps=-all,+${capability}`,
    `--ambient-caps=-all,+${capability}`,
  ]
}

/** Really try: may this account enter and write the folder, and does Postgres find its own program? */
async function canWork(
  account: Account,
  { dataDir, binaries }: { dataDir: string; binaries: Binaries },
): Promise<boolean> {
  const script = 'test -w "$1" && cd "$1" && exec "$2" --version'
  const child = account.start('/bin/sh', ['-c', script, 'sh', dataDir, binaries.postgres], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...binaries.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PROBE_LIMIT_MS,
  })
  const output: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => output.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const code = await new Promise((settle) => child.once('error', settle).once('close', settle))
  // It answers even when it could not read its own program, but complains about that.
  return code === 0 && /PostgreSQL/.test(output.join('')) && !/denied|invalid binary/i.test(output.join(''))
}

function unreachable(user: User, folder: string): PostgresTrouble {
  return new PostgresTrouble(
    `The embedded Postgres refuses to run as root, and the user ${user.name} it would run as cannot use ${folder}: ` +
      'start as an ordinary user, open the folders above it (chmod o+x), or set DATABASE_URL to a Postgres of your own',
  )
}
