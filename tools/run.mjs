/**
 * `node tools/run.mjs <file.ts> [arguments]`: run a TypeScript program of this project with Node 26. With `--browser`
 * before the file, the web app is built first and a browser is there, named by CHROMIUM_PATH.
 */
import { findBrowser } from './browser.mjs'
import { buildWeb, command, prepare, runProgram, Trouble } from './setup.mjs'

await command(async () => {
  const [first, ...rest] = process.argv.slice(2)
  const needsBrowser = first === '--browser'
  const program = needsBrowser ? rest : process.argv.slice(2)
  if (program.length === 0) throw new Trouble('Say which program: node tools/run.mjs [--browser] <file.ts> [arguments]')
  const node = await prepare()
  if (!needsBrowser) return runProgram(node, program)
  await buildWeb(node)
  return runProgram(node, program, { env: { ...process.env, ...(await findBrowser(node, process.env)) } })
})
