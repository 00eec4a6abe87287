// The operator after a restore: knows what people wrote last, and decides what nobody else can tell.
import Database from "better-sqlite3";
import { type Pair, storeFileOf } from "../pair.ts";
import type { Entry } from "./ledger.ts";

interface Question {
  readonly id: string;
  readonly field: string;
  readonly leftId: string;
  readonly rightId: string;
  readonly left: string;
  readonly right: string;
}

/** Decides every conflict that waits for a person for the value that was written last. */
export async function answerAll(pair: Pair, entries: readonly Entry[]): Promise<void> {
  for (const question of asked(pair)) {
    const take = rightAnswer(question, entries);
    const { code, stderr } = await pair.run(["conflicts", "resolve", question.id, "--take", take]);
    // A later edit that was on its way has answered it meanwhile.
    const isOpen = asked(pair).some(({ id }) => id === question.id);
    if (code !== 0 && isOpen) throw new Error(`conflict ${question.id} was not resolved: ${stderr}`);
  }
}

function asked(pair: Pair): readonly Question[] {
  const db = new Database(storeFileOf(pair), { readonly: true });
  try {
    return db
      .prepare<[], Question>(`SELECT conflict.id, field, left_id AS leftId, right_id AS rightId,
        json_extract(left_value, '$') AS "left", json_extract(right_value, '$') AS "right"
        FROM conflict JOIN link ON link.id = conflict.link_id WHERE conflict.state = 'open'`)
      .all();
  } finally {
    db.close();
  }
}

function rightAnswer({ field, leftId, rightId, left, right }: Question, entries: readonly Entry[]) {
  const entry = entries.find((one) => one.caseId === leftId || String(one.ticketId) === rightId);
  const last = entry?.last[field.startsWith("Subject") ? "subject" : "priority"];
  if (last?.get("salesforce") === left) return "left";
  if (last?.get("zendesk") === right) return "right";
  throw new Error(`nobody wrote ${left} or ${right} in ${field} of case ${leftId}`);
}
