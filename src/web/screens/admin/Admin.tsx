/** Filled by its own screens. */
export function Admin() {
  return <main />
}
