/** Filled by its own screens. */
export function Simulator() {
  return <main />
}
