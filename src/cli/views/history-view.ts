// The history of a record as text: one line for each thing that happened, with the values.
import type { LinkHistory } from "../engine/record-history.ts";
import type { Page } from "../output.ts";
import { wrapHanging } from "../wrap.ts";
import { showValue, stack } from "./values.ts";

type Data = Readonly<Record<string, unknown>>;

const valueWidth = 48;

export function historyText(page: Page, histories: readonly LinkHistory[]): string {
  return stack(histories.map((history) => oneLink(page, history)));
}

function oneLink(page: Page, { sync, leftId, rightId, state, entries }: LinkHistory): string {
  const head = page.paint("bold", `${sync}: ${leftId ?? "–"} ↔ ${rightId ?? "–"}  (${state})`);
  const lines = entries.map(({ at, kind, data }) => {
    const start = `  ${at.replace("T", " ").slice(0, 19)}  ${kind.padEnd(9)}  `;
    return start + wrapHanging(describe(kind, data as Data), page.width, start.length);
  });
  return [head, ...lines].join("\n");
}

function describe(kind: string, data: Data): string {
  if (kind === "conflict") {
    const loser = data.winner === "left" ? "right" : "left";
    return `${data.field}: the ${data.winner} won with ${show(data[String(data.winner)])}; kept from the ${loser}: ${show(data[loser])} (${data.reason})`;
  }
  if (kind === "decided") return describeDecision(data);
  if (kind === "confirmed") return `${data.operation} on the ${data.side}: ${fields(data.fields)}`;
  if (kind === "dead") return `${data.code}: ${data.message}`;
  if (kind === "deferred") return `${data.code}: ${data.message}; again ${data.until}`;
  return Object.entries(data)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(", ");
}

function describeDecision({ writes, reasons }: Data): string {
  const planned = (Array.isArray(writes) ? writes : []).map(
    (write: Data) =>
      `${write.operation} on the ${write.side}: ${Object.keys((write.fields ?? {}) as Data).join(", ")}`,
  );
  return `${planned.join("; ")} (${(Array.isArray(reasons) ? reasons : []).join("; ")})`;
}

const fields = (values: unknown): string =>
  Object.entries((values ?? {}) as Data)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(", ");

const show = (value: unknown): string => showValue((value ?? null) as never, valueWidth);
