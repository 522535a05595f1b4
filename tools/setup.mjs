/** What every command of this project needs before it can run: packages, Node 26, and the built web app. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const at = (path) => join(root, path)

const OLDEST_HOST_NODE = 20
const NODE = 26
const INSTALLED = at('node_modules/.switchboard-installed')
const WEB_BUILT = at('dist/web.inputs')
const WEB_INPUTS = ['src/web', 'src/contract', 'vite.config.ts', 'package-lock.json']
const WORD_EVERY_MS = 15_000
const SHOWN_LINES = 40
const PARENT_CHECK_MS = 500
/** How long a program we stop may take before it is killed. */
const STOP_LIMIT_MS = 30_000

/** The exit code of the signal that asked us to stop, once one did. */
let stopping
export const isStopping = () => stopping !== undefined

/** Something the person at the keyboard can mend. Its message is a sentence. */
export class Trouble extends Error {}

/** Run a command's main function: a `Trouble` ends the process with its sentence, and exit code 1. */
export async function command(main) {
  endWithNpm()
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    console.error(`\n${error.message}`)
    process.exitCode = 1
  }
}

/**
 * npm runs us through a shell, which does not pass signals on: stopping npm alone (as Docker does) would leave us
 * running. So when our parent is gone, that counts as SIGTERM.
 */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, PARENT_CHECK_MS)
  watch.unref()
}

/** Everything before a program of ours can run. Returns the Node to run it with. */
export async function prepare() {
  checkHostNode()
  await installPackages()
  return findNode()
}

function checkHostNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= OLDEST_HOST_NODE) return
  throw new Trouble(
    `Node ${OLDEST_HOST_NODE} or newer is needed and this is ${process.versions.node}: install a newer one, for example from https://nodejs.org`,
  )
}

async function installPackages() {
  const wanted = hashOf([at('package-lock.json')], `${process.platform} ${process.arch}`)
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return
  if (!agreesWithLock()) {
    const npm = npmCommand()
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
    await runQuietly('Installing packages, once; it takes about a minute', npm.program, [...npm.args, ...args])
  }
  writeFileSync(INSTALLED, wanted)
}

/** Whether what npm says it installed is what the lock asks for: then somebody ran `npm ci` by hand. */
function agreesWithLock() {
  const note = at('node_modules/.package-lock.json')
  if (!existsSync(note)) return false
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    return path in installed ? installed[path].version === version : optional === true
  })
}

/** The npm that started us, else the one on the path. */
function npmCommand() {
  const script = process.env.npm_execpath
  if (script && /npm-cli\.c?js$/.test(script)) return { program: process.execPath, args: [script] }
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }
}

/** Node 26 comes as a package, whose install script may have been switched off. */
async function findNode() {
  const packaged = at(process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/node/bin/node')
  if (works(packaged)) return packaged
  if (works(process.execPath)) return process.execPath
  const npm = npmCommand()
  const args = ['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts']
  await runQuietly(`Fetching Node ${NODE}`, npm.program, [...npm.args, ...args]).catch(() => {})
  if (works(packaged)) return packaged
  throw new Trouble(
    `Node ${NODE} could not be installed as a package on this computer: install Node ${NODE} from https://nodejs.org and start again with it`,
  )
}

function works(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1]) >= NODE
}

/** Build the web app into dist/web, unless it was built from exactly these files. */
export async function buildWeb(node) {
  const wanted = hashOf(webInputs(), '')
  const isBuilt = existsSync(at('dist/web/index.html')) && existsSync(WEB_BUILT)
  if (isBuilt && readFileSync(WEB_BUILT, 'utf8') === wanted) return
  await runQuietly('Building the web app', node, [programOf('vite'), 'build'])
  mkdirSync(at('dist'), { recursive: true })
  writeFileSync(WEB_BUILT, wanted)
}

function webInputs() {
  const cores = readdirSync(at('src/modules')).map((module) => `src/modules/${module}/core`)
  return [...WEB_INPUTS, ...cores].map(at).filter(existsSync).flatMap(filesUnder)
}

function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
}

function hashOf(files, also) {
  const hash = createHash('sha256').update(also)
  for (const file of files) hash.update(`\n${file.slice(root.length)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

/** The script behind a package's command, for example `tsc` of `typescript`. */
export function programOf(name, command = name.split('/').pop()) {
  const folder = at(`node_modules/${name}`)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

/** Run a step that is of no interest unless it fails. Says what it is, and now and then that it still goes on. */
export async function runQuietly(what, program, args, options = {}) {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1_000)
  console.log(`${what}…`)
  const words = setInterval(() => console.log(`  … still at it after ${seconds()} s`), WORD_EVERY_MS)
  const output = []
  try {
    const code = await run(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }, (text) =>
      output.push(text),
    )
    if (stopping) process.exit(stopping)
    if (code === 0) return console.log(`  done in ${seconds()} s`)
    console.error(output.join('').trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'))
    throw new Trouble(`${what}: this failed (exit code ${code}), for the reason above`)
  } finally {
    clearInterval(words)
  }
}

/** Run a program in the project's folder to its end, and stop it when we are told to stop. Resolves to its exit code. */
export function run(program, args, options = {}, heard = () => {}) {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options })
    const release = stopWithUs(child)
    child.stdout?.setEncoding('utf8').on('data', heard)
    child.stderr?.setEncoding('utf8').on('data', heard)
    child.once('error', (error) => {
      if (error.name === 'AbortError') return // It is being stopped and will close.
      release()
      fail(new Trouble(`${program} cannot be run: ${error.message}`))
    })
    child.once('close', (code, signal) => {
      release()
      settle(exitCodeOf(code, signal))
    })
  })
}

/**
 * Run a TypeScript program with Node 26 to its end. It has a process group of its own, so that Ctrl-C reaches it once,
 * through us; and it ends when we do, even killed, because its standard input closes.
 */
export function runProgram(node, args, { signal, env } = {}) {
  const guard = ['--import', pathToFileURL(at('tools/end-with-parent.mjs')).href]
  const options = { stdio: ['pipe', 'inherit', 'inherit'], detached: process.platform !== 'win32', signal, env }
  return run(node, [...guard, ...args], options)
}

/** Pass on the first signal that asks us to stop, and kill what has not stopped in time. */
function stopWithUs(child) {
  let late
  const stop = (signal) => {
    // One Ctrl-C may arrive more than once: from the terminal and from npm.
    if (late) return
    stopping = exitCodeOf(null, signal)
    child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  return () => {
    clearTimeout(late)
    for (const signal of signals) process.off(signal, stop)
  }
}

function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0)
}
