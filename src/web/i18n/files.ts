import { area, counted, type Translated } from './catalogue.ts'

const [inEnglish, inPortuguese, inSpanish] = [counted('en'), counted('pt'), counted('es')]

const en = {
  attach: 'Attach a file',
  attachWith: ([picture, video, file]: [string, string, string]) =>
    `Attach: pictures to ${picture}, video and sound to ${video}, documents to ${file}`,
  dropHere: ([picture, video, file]: [string, string, string]) =>
    `Drop here: pictures to ${picture}, video and sound to ${video}, documents to ${file}`,
  removeFile: (name: string) => `Remove ${name}`,
  uploading: (name: string) => `Uploading ${name}`,
  stillUploading: 'A file is still being uploaded.',
  fileTooLarge: (size: string, limit: string) => `${size}, limit ${limit}. Choose a smaller one.`,
  tooManyFiles: (most: number, left: number) =>
    inEnglish(
      left,
      `At most ${most} files at once: # was left out.`,
      `At most ${most} files at once: the last # were left out.`,
    ),
}

const pt: Translated<typeof en> = {
  attach: 'Anexar um arquivo',
  attachWith: ([picture, video, file]) =>
    `Anexar: fotos até ${picture}, vídeo e áudio até ${video}, documentos até ${file}`,
  dropHere: ([picture, video, file]) =>
    `Solte aqui: fotos até ${picture}, vídeo e áudio até ${video}, documentos até ${file}`,
  removeFile: (name) => `Remover ${name}`,
  uploading: (name) => `Enviando ${name}`,
  stillUploading: 'Um arquivo ainda está sendo carregado.',
  fileTooLarge: (size, limit) => `${size}, limite ${limit}. Escolha um menor.`,
  tooManyFiles: (most, left) =>
    inPortuguese(
      left,
      `No máximo ${most} arquivos de uma vez: # ficou de fora.`,
      `No máximo ${most} arquivos de uma vez: os últimos # ficaram de fora.`,
    ),
}

const es: Translated<typeof en> = {
  attach: 'Adjuntar un archivo',
  attachWith: ([picture, video, file]) =>
    `Adjuntar: fotos hasta ${picture}, vídeo y audio hasta ${video}, documentos hasta ${file}`,
  dropHere: ([picture, video, file]) =>
    `Suelte aquí: fotos hasta ${picture}, vídeo y audio hasta ${video}, documentos hasta ${file}`,
  removeFile: (name) => `Quitar ${name}`,
  uploading: (name) => `Subiendo ${name}`,
  stillUploading: 'Un archivo todavía se está subiendo.',
  fileTooLarge: (size, limit) => `${size}, límite ${limit}. Elija uno más pequeño.`,
  tooManyFiles: (most, left) =>
    inSpanish(
      left,
      `Como máximo ${most} archivos a la vez: # quedó fuera.`,
      `Como máximo ${most} archivos a la vez: los últimos # quedaron fuera.`,
    ),
}

/** Words of the files that go with a message: fetched with the composer. */
export const files = area(en, pt, es)
