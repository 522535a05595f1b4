/** Filled by its own screens. */
export function ApiDocs() {
  return <main />
}
