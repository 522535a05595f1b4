/**
 * Loaded before a program that another program started (`node --import`): when that one is gone, however it ended,
 * our standard input closes, and we ask ourselves to stop as if by SIGTERM. So nothing is left running.
 */
import { isMainThread } from 'node:worker_threads'

const STOP_LIMIT_MS = 30_000

let ending = false
function end() {
  if (ending) return
  ending = true
  // Under `node --watch` the watcher must go too; it stops us on its way.
  if (process.env.WATCH_REPORT_DEPENDENCIES) process.kill(process.ppid, 'SIGTERM')
  else process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), STOP_LIMIT_MS).unref()
}

// Worker threads load this too, and their standard input is closed from the beginning.
if (isMainThread) {
  process.stdin.on('end', end).on('close', end).on('error', end)
  process.stdin.resume()
  process.stdin.unref?.()
}
