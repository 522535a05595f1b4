/** `npm start`: from a fresh clone to a running Switchboard. With --watch it follows changes to the code. */
import { buildWeb, command, isStopping, prepare, programOf, runProgram } from './setup.mjs'

const MAIN = 'src/app/main.ts'

await command(async () => {
  const node = await prepare()
  await buildWeb(node)
  if (!process.argv.includes('--watch')) return runProgram(node, [MAIN])
  // Whichever ends takes the other with it.
  const both = new AbortController()
  const web = runProgram(node, [programOf('vite'), 'build', '--watch', '--logLevel', 'warn'], both)
  const server = runProgram(node, ['--watch', '--watch-preserve-output', MAIN], both)
  const code = await Promise.race([web, server])
  if (!isStopping()) both.abort()
  await Promise.all([web, server])
  return code
})
