// Actions, and what one gave, for people.
import type { ActionOutcome } from "../../core/actions/run-action.ts";
import type { Value } from "../../core/contract/records.ts";
import type { ActionsDocument, ListedAction } from "../actions/list-actions.ts";
import type { Page } from "../output.ts";
import { wrapHanging } from "../wrap.ts";
import { stack } from "./values.ts";

const effects = { read: "reads", repeatable: "safe to repeat", once: "once for each request key" } as const;

export function actionsText(page: Page, { actions }: ActionsDocument): string {
  if (actions.length === 0) return "No actions.";
  const byConnection = Map.groupBy(actions, ({ connection }) => connection);
  return stack(
    [...byConnection].map(([connection, own]) =>
      [
        `${connection} (${own[0]?.connector ?? ""})`,
        ...own.flatMap((action) => actionLines(page, action)),
      ].join("\n"),
    ),
  );
}

function actionLines({ paint, width }: Page, { id, title, effect, input }: ListedAction): readonly string[] {
  const inputs = Object.entries(propertiesOf(input)).map(([name, schema]) => {
    const isRequired = Array.isArray(input.required) && input.required.includes(name);
    const text = [typeOf(schema), schema.description].filter(Boolean).join(": ");
    return `      ${name}${isRequired ? "" : "?"}  ${wrapHanging(text, width, 8 + name.length)}`;
  });
  return [`  ${paint("bold", id)}  ${title} ${paint("dim", `(${effects[effect]})`)}`, ...inputs];
}

type Schema = Readonly<Record<string, unknown>>;

const propertiesOf = (schema: Schema): Readonly<Record<string, Schema>> =>
  typeof schema.properties === "object" && schema.properties !== null
    ? (schema.properties as Readonly<Record<string, Schema>>)
    : {};

function typeOf({ type, enum: values, anyOf }: Schema): string {
  if (Array.isArray(values)) return values.join(" or ");
  if (Array.isArray(anyOf)) return anyOf.map(typeOf).join(" or ");
  return typeof type === "string" ? type : "";
}

export function actionText(
  page: Page,
  { action, effect, requestKey, repeated, result }: ActionOutcome,
): string {
  const key = effect === "once" ? [page.paint("dim", `Request key: ${requestKey}`)] : [];
  const note = repeated ? [`${action} was done before with this request key; nothing was sent.`] : [];
  return [...note, linesOf(result, ""), ...key].join("\n");
}

/** Lists row by row, objects key by key, as deep as they go. */
function linesOf(value: Value, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}none`;
    return value.map((row: Value) => `${indent}- ${linesOf(row, `${indent}  `).trimStart()}`).join("\n");
  }
  if (typeof value !== "object" || value === null) return `${indent}${value ?? "–"}`;
  return Object.entries(value)
    .map(([name, one]) => {
      const isNested = typeof one === "object" && one !== null && Object.keys(one).length > 0;
      return isNested
        ? `${indent}${name}:\n${linesOf(one, `${indent}  `)}`
        : `${indent}${name}: ${linesOf(Array.isArray(one) ? "none" : one, "").trimStart()}`;
    })
    .join("\n");
}
