// Templates: text with {Field} in it. `{{` and `}}` stand for braces.

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly name: string };

export type ParsedTemplate =
  | { readonly parts: readonly TemplatePart[] }
  /** `offset` is where in the template the fault is, in UTF-16 code units. */
  | { readonly fault: string; readonly offset: number };

const token = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/** The parts of a template, or what is wrong with it. Never throws. */
export function parseTemplate(template: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let text = "";
  const endText = (): void => {
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
  };
  for (const match of template.matchAll(token)) {
    const [piece, name] = match;
    if (piece === "{" || piece === "}")
      return { fault: `a lone ${piece}; write ${piece}${piece} for a brace`, offset: match.index };
    if (name === undefined) {
      text += piece === "{{" || piece === "}}" ? piece.slice(1) : piece;
      continue;
    }
    if (name.trim() === "")
      return { fault: "a field's name is missing between { and }", offset: match.index };
    endText();
    parts.push({ kind: "field", name: name.trim() });
  }
  endText();
  return { parts };
}

/** Native names of the fields in a template, each once; none when it is faulty. */
export function templateFields(template: string): readonly string[] {
  const parsed = parseTemplate(template);
  if (!("parts" in parsed)) return [];
  return [...new Set(parsed.parts.flatMap((part) => (part.kind === "field" ? [part.name] : [])))];
}

/** The one field of a template that can be read backwards: exactly one placeholder; null for any other template. */
export function soleField(template: string): string | null {
  const parsed = parseTemplate(template);
  if (!("parts" in parsed)) return null;
  const fields = parsed.parts.filter((part) => part.kind === "field");
  return fields.length === 1 ? (fields[0]?.name ?? null) : null;
}

/** Fixed text around the one field of a template; blanks that canonical text would lose are off. */
export interface Frame {
  readonly before: string;
  readonly after: string;
}

/** The frame of a template with one field. Give only templates of which {@link soleField} knows the field. */
export function frameOf(template: string): Frame {
  const parsed = parseTemplate(template);
  const parts = "parts" in parsed ? parsed.parts : [];
  const at = parts.findIndex((part) => part.kind === "field");
  const join = (some: readonly TemplatePart[]): string =>
    some
      .map((part) => (part.kind === "text" ? part.text : ""))
      .join("")
      .replaceAll(/\r\n?/g, "\n")
      .normalize("NFC");
  return { before: join(parts.slice(0, at)).trimStart(), after: join(parts.slice(at + 1)).trimEnd() };
}
