// A comment's text in a journal. What stands between [code] tags is shown as HTML; all else as it is. Pure.

const wrapped = /^\s*\[code\]([\s\S]*)\[\/code\]\s*$/;
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>" };

/** What is written into the journal for a text of ours, which is HTML where `codeTags`. */
export function toJournal(text: string, codeTags: boolean): string {
  return codeTags ? `[code]${text.replaceAll("[/code]", "")}[/code]` : text;
}

/** An entry as a text of ours: where `codeTags`, what people typed becomes HTML too. */
export function fromJournal(value: string, codeTags: boolean): string {
  if (!codeTags) return value;
  const html = wrapped.exec(value)?.[1];
  return html ?? value.replaceAll("\r\n", "\n").replaceAll(/[&<>\n]/g, (found) => entities[found] ?? found);
}
