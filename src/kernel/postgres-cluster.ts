import type { SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { keepOnce, readIfThere } from './files.ts'
import { type Account, chooseAccount } from './postgres-account.ts'
import { type Binaries, findBinaries } from './postgres-binaries.ts'
import { PostgresTrouble } from './postgres-trouble.ts'

/** A database on disk, made and ready to be served. */
export type Cluster = {
  /** What Postgres itself calls the data directory. */
  folder: string
  password: string
  logFile: string
  binaries: Binaries
  account: Account
}

/** The superuser that owns everything, and the name of our database. */
export const OWNER = 'switchboard'

const PASSWORD_BYTES = 24
const MAKE_LIMIT_MS = 120_000
const LOG_LIMIT_BYTES = 10_000_000
const SHOWN_OUTPUT = 600
/** What `initdb` answers on a system that lacks a locale. */
const UNKNOWN_LOCALE = /invalid locale/i

/**
 * Open the cluster in `dataDir`, making it the first time. It is made beside its place and renamed when complete, so
 * a half-made one is never served, and of two starts at once one wins. Throws `PostgresTrouble`.
 */
export async function openCluster(dataDir: string): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const real = await realpath(dataDir)
  const folder = join(real, 'cluster')
  const binaries = await findBinaries(join(real, 'libraries'))
  const account = await chooseAccount({ dataDir: real, cluster: folder, binaries })
  const cluster: Omit<Cluster, 'password'> = { folder, logFile: join(real, 'postgres.log'), binaries, account }

  await removeUnfinished(real)
  const made = await readIfThere(join(folder, 'PG_VERSION'))
  const password = await openPassword({ file: join(real, 'password'), account, isNew: made === null })
  if (made === null) await makeCluster(cluster, real)
  else await checkVersion(made.trim(), folder, binaries, account)
  return { ...cluster, password }
}

/** The password is written before the cluster is made, so that a cluster always has one. */
async function openPassword(options: { file: string; account: Account; isNew: boolean }): Promise<string> {
  const { file, account, isNew } = options
  if (isNew) await keepOnce(file, `${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`, account.owner ?? undefined)
  const kept = (await readIfThere(file))?.trim()
  if (!kept) throw new PostgresTrouble(`The password of the embedded database is missing: put back the file ${file}`)
  return kept
}

async function makeCluster(cluster: Omit<Cluster, 'password'>, dataDir: string): Promise<void> {
  const draft = join(dataDir, `new-cluster-${process.pid}-${randomBytes(4).toString('hex')}`)
  await initialise(cluster, { draft, passwordFile: join(dataDir, 'password') })
  await rename(draft, cluster.folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    // Another start was faster, with the same password: its cluster is as good as ours.
    await removeFolder(draft)
  })
}

/**
 * Sorting is by code point, the same on every system and in every version. The character type must be a real UTF-8
 * locale of the system: with `C`, pg_trgm takes ã for a space and finds no João.
 */
async function initialise(
  cluster: Omit<Cluster, 'password'>,
  where: { draft: string; passwordFile: string },
): Promise<void> {
  for (const characterType of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const args = [
      `--pgdata=${where.draft}`,
      `--username=${OWNER}`,
      `--pwfile=${where.passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      `--lc-ctype=${characterType}`,
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]
    const { code, output } = await finish(cluster, cluster.binaries.initdb, args)
    if (code === 0) return
    await removeFolder(where.draft)
    if (characterType === 'C' || !UNKNOWN_LOCALE.test(output)) {
      throw new PostgresTrouble(`The embedded database could not be made: ${inOneLine(output)}`)
    }
  }
}

async function checkVersion(made: string, folder: string, binaries: Binaries, account: Account): Promise<void> {
  const { output } = await finish({ binaries, account }, binaries.postgres, ['--version'])
  const ours = /PostgreSQL\)? (\d+)/.exec(output)?.[1]
  if (ours === made) return
  throw new PostgresTrouble(
    `The database in ${folder} was made by Postgres ${made} and this version brings Postgres ${ours ?? '(unknown)'}: ` +
      'move it with pg_dump from the previous version of Switchboard, or go back to that version',
  )
}

/** How every program of Postgres is started: away from our folder, with none of our environment but the path. */
export function startOptions(binaries: Binaries): SpawnOptions {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...binaries.env }
  return process.platform === 'win32' ? { env } : { env, cwd: '/' }
}

async function finish(
  { binaries, account }: Pick<Cluster, 'binaries' | 'account'>,
  program: string,
  args: string[],
): Promise<{ code: unknown; output: string }> {
  const child = account.start(program, args, {
    ...startOptions(binaries),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MAKE_LIMIT_MS,
  })
  const output: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => output.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const code = await new Promise((settle) => child.once('error', settle).once('close', settle))
  return { code, output: output.join('') }
}

/** Clusters a start was making when it was killed. Their names carry the process that made them. */
async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const maker = Number(/^new-cluster-(\d+)-/.exec(name)?.[1])
    if (maker && (maker === process.pid || !isAlive(maker))) await removeFolder(join(dataDir, name))
  }
}

/** Whether a process with this number exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

// A killed initdb may still be writing for a moment.
const removeFolder = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })

/**
 * Keep the log of Postgres below twice its limit: what is there becomes the previous log, and Postgres, which only
 * ever appends, goes on at the beginning of the same file.
 */
export async function trimLog({ logFile, account }: Pick<Cluster, 'logFile' | 'account'>): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  if (size <= LOG_LIMIT_BYTES) return
  const previous = `${logFile}.previous`
  await writeFile(previous, (await readFile(logFile)).subarray(-LOG_LIMIT_BYTES))
  await chmod(previous, 0o600)
  if (account.owner) await chown(previous, account.owner.uid, account.owner.gid)
  await truncate(logFile)
}

/** The end of some program's output, as part of a sentence. */
export function inOneLine(output: string): string {
  const lines = output.split('\n').filter((line) => /(FATAL|PANIC|ERROR|error|could not)/.test(line))
  const shown = lines.length > 0 ? lines.slice(-2) : output.trim().split('\n').slice(-2)
  return shown.join('; ').slice(-SHOWN_OUTPUT).trim() || 'it gave no reason'
}
