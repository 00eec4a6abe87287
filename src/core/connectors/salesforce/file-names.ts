// Names and types of files. Pure.
const mediaTypes: Readonly<Record<string, string>> = {
  bmp: "image/bmp",
  csv: "text/csv",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  eml: "message/rfc822",
  gif: "image/gif",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  log: "text/plain",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  pdf: "application/pdf",
  png: "image/png",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  svg: "image/svg+xml",
  txt: "text/plain",
  webp: "image/webp",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xml: "application/xml",
  zip: "application/zip",
};

/** Media type of a file by its extension; Salesforce keeps none. */
export function mediaType(extension: string): string {
  const name = extension.toLowerCase();
  return (Object.hasOwn(mediaTypes, name) ? mediaTypes[name] : undefined) ?? "application/octet-stream";
}

/** The file's name in a path of whatever system. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? "";
}

const longestTitle = 255;

/** A file's title as Salesforce shows it: its name without extension. */
export function titleOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return [...(dot > 0 ? name.slice(0, dot) : name)].slice(0, longestTitle).join("");
}
