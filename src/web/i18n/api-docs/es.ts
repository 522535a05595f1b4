import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const es: Translated<typeof en> = {
  title: 'API',
  intro:
    'Todas las llamadas del escritorio, abiertas a otros sistemas con una clave de API. Lo que cambia algo es un POST con cuerpo JSON; un "no" del negocio es un rechazo con estado propio.',
  download: 'Descripción en OpenAPI 3.1',
  calls: 'Llamadas',
  find: 'Buscar una llamada',
  nothingFound: 'Ninguna llamada lo tiene en su dirección o en su descripción.',
  chooseTitle: 'Elija una llamada',
  chooseText: 'La lista muestra lo que se puede pedir a este servidor, por módulo.',
  permission: (permission: string) => `Necesita el permiso ${permission}`,
  open: 'No necesita sesión',
  query: 'Consulta',
  body: 'Cuerpo',
  answer: 'Respuesta',
  refusals: 'Rechazos',
  types: 'Tipos',
  noInput: 'No recibe nada.',
  file: 'Un archivo, como multipart/form-data en el campo “file”.',
  fromShell: 'Desde la línea de órdenes',
  keyNote: 'SWITCHBOARD_KEY representa una clave de API suya.',
  tryIt: 'Probar',
  tryNote: 'Pregunta ahora a este servidor, en su nombre. Leer no cambia nada.',
  answeredIn: (milliseconds: number) => `Respondido en ${milliseconds} ms`,
  cut: 'La respuesta es más larga que lo que se muestra.',
  notCopied: 'El navegador no permitió copiar.',
}
