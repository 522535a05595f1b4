/** `node tools/run.mjs <file.ts> [arguments]`: run a TypeScript program of this project with Node 26. */
import { command, prepare, runProgram, Trouble } from './setup.mjs'

await command(async () => {
  const program = process.argv.slice(2)
  if (program.length === 0) throw new Trouble('Say which program: node tools/run.mjs <file.ts> [arguments]')
  return runProgram(await prepare(), program)
})
