// What each op that is noted says in the audit; null where it changes nothing. Asked before it is applied.
import { type AuditActor, type AuditOutcome, ownActor } from "../../audit/audit-row.ts";
import type { FieldValues, Value } from "../../contract/records.ts";
import type { ActionRequest } from "../action-request.ts";
import type { Op } from "../ops.ts";
import type { Draft, Notes } from "./audited-ops.ts";
import { json } from "./handlers.ts";
import type { Db } from "./open.ts";

/** Who is behind a name that an op carries. */
type Named = (name: string) => AuditActor;

/** Prepares what they ask on `db`; `actor` is whose doing it is where an op does not say. */
export function auditNotes(db: Db, actor: AuditActor): Notes {
  // Names in ops are of users, and integ's own; a user may have that name too.
  const isUsers = actor.kind === "user" && actor.name === ownActor.name;
  const named: Named = (name) => (name === ownActor.name && !isUsers ? ownActor : { kind: "user", name });
  return { ...writeNotes(db), ...parkedNotes(db, named), ...standstillNotes(db, named), ...actionNotes(db) };
}

interface IntentRow {
  readonly sync: string;
  readonly linkId: string;
  readonly side: string;
  readonly operation: string;
  readonly fields: string;
  readonly targetId: string | null;
  readonly state: string;
}

const outcomes: Readonly<Record<string, AuditOutcome>> = {
  sent: "sent",
  done: "done",
  failed: "failed",
  superseded: "failed",
};

/** Writes at vendors: sent, and what became of them. One that was put aside before it was sent changed nothing. */
function writeNotes(db: Db) {
  const intentOf = db.prepare<[string], IntentRow>(`SELECT sync, link_id AS linkId, side, operation, fields,
    target_id AS targetId, state FROM intent WHERE id = ?`);
  const shadowOf = db
    .prepare<[string, string], string>('SELECT "values" FROM shadow WHERE link_id = ? AND side = ?')
    .pluck();
  return {
    "intent.state": (op) => {
      const intent = intentOf.get(op.id);
      if (
        intent === undefined ||
        intent.state === op.state ||
        (intent.state === "planned" && op.state !== "sent")
      )
        return null;
      const { sync, side, linkId, operation } = intent;
      const fields = JSON.parse(intent.fields) as FieldValues;
      const names = Object.keys(fields);
      const detail: Record<string, Value> = { intent: op.id, link: linkId, fields: names };
      if (op.state === "superseded") detail.cause = "it is not there: it had no effect";
      // The commit that settles it may have agreed on the new values already.
      const known = op.state === "sent" ? shadowOf.get(linkId, side) : undefined;
      const before = known === undefined ? null : chosen(JSON.parse(known) as FieldValues, names);
      const after = operation === "delete" ? null : fields;
      const recordId = op.resultId ?? intent.targetId;
      const subject = recordId === null ? `${sync} ${side}` : `${sync} ${side} ${recordId}`;
      return {
        at: op.at,
        action: `write.${operation}`,
        subject,
        before,
        after,
        outcome: outcomes[op.state] ?? "failed",
        detail,
      };
    },
  } satisfies Partial<Notes>;
}

function chosen(values: FieldValues, names: readonly string[]): FieldValues | null {
  const found = names.filter((name) => Object.hasOwn(values, name));
  return found.length === 0 ? null : Object.fromEntries(found.map((name) => [name, values[name] ?? null]));
}

/** Actions at vendors: sent, and what became of them. */
function actionNotes(db: Db) {
  const requestOf = db.prepare<[string, string, string], Pick<ActionRequest, "state" | "sentAt">>(
    `SELECT state, sent_at AS sentAt FROM action_request
      WHERE connection = ? AND action = ? AND request_key = ?`,
  );
  return {
    "action.put": ({ request }) => {
      const { connection, action, requestKey, input, state, result, sentAt, settledAt } = request;
      const known = requestOf.get(connection, action, requestKey);
      if (known?.state === state && known.sentAt === sentAt) return null;
      return {
        at: settledAt ?? sentAt,
        action: `act.${action}`,
        subject: `${connection} ${requestKey}`,
        after: { sent: input, done: result, failed: null }[state],
        outcome: state,
        detail: { connection, requestKey },
      };
    },
  } satisfies Partial<Notes>;
}

/** What people decide about what waits for them. */
function parkedNotes(db: Db, named: Named) {
  const conflictOf = db.prepare<
    [string],
    { sync: string; linkId: string; field: string; choice: string | null }
  >(
    `SELECT sync, link_id AS linkId, field, choice FROM conflict WHERE id = ? AND state IN ('open','decided')`,
  );
  const letterOf = db.prepare<
    [string],
    {
      sync: string;
      linkId: string;
      side: string;
      recordId: string;
      edited: string | null;
      code: string;
      state: string;
    }
  >(
    `SELECT sync, link_id AS linkId, side, record_id AS recordId, edited, code, state FROM dead_letter
      WHERE id = ? AND state IN ('open','replaying')`,
  );
  const letter = (
    action: string,
    id: string,
    states: readonly string[],
    more: Partial<Draft>,
  ): Draft | null => {
    const row = letterOf.get(id);
    if (row === undefined || !states.includes(row.state)) return null;
    const { sync, side, recordId, linkId, code, edited } = row;
    const subject = `${sync} ${side} ${recordId}`;
    return { action, subject, before: edited, ...more, detail: { letter: id, link: linkId, code } };
  };
  const unsettled = ["open", "replaying"];
  return {
    "conflict.decide": (op) => {
      const row = conflictOf.get(op.id);
      if (row === undefined) return null;
      const detail = { conflict: op.id, link: row.linkId, field: row.field, take: op.choice.take };
      const { at, who, choice } = op;
      return {
        at,
        who: named(who),
        action: "conflict.decide",
        subject: row.sync,
        before: row.choice,
        after: json(choice),
        detail,
      };
    },
    "deadLetter.edit": (op) =>
      letter("letter.edit", op.id, unsettled, { after: op.edited === null ? null : json(op.edited) }),
    "deadLetter.discard": (op) =>
      letter("letter.discard", op.id, unsettled, { at: op.at, who: named(op.who) }),
    "deadLetter.replay": (op) => letter("letter.replay", op.id, ["open"], { at: op.at }),
  } satisfies Partial<Notes>;
}

/** What is told to stand still or to be looked at anew, and settings. */
function standstillNotes(db: Db, named: Named) {
  const pauseOf = db.prepare<[string, string, string], { code: string; message: string }>(
    "SELECT code, message FROM pause WHERE sync = ? AND kind = ? AND subject = ?",
  );
  const metaOf = db.prepare<[string], string>("SELECT value FROM meta WHERE key = ?").pluck();
  const cursors = db
    .prepare<[string, string | null], number>(
      "SELECT count(*) FROM cursor WHERE sync = ? AND side = coalesce(?, side)",
    )
    .pluck();
  const linkOf = db.prepare<[string], { leftId: string | null; rightId: string | null; state: string }>(
    "SELECT left_id AS leftId, right_id AS rightId, state FROM link WHERE id = ?",
  );
  return {
    "pause.put": ({ pause: { sync, kind, subject, code, message, who, at } }) => {
      const known = pauseOf.get(sync, kind, subject);
      if (known?.code === code && known.message === message) return null;
      const before = known ?? null;
      const detail = { kind, code, reason: message };
      return {
        at,
        who: named(who),
        action: "sync.pause",
        subject: place(sync, subject),
        before,
        after: { code, message },
        detail,
      };
    },
    "pause.drop": ({ sync, kind, subject }) => {
      const known = pauseOf.get(sync, kind, subject);
      if (known === undefined) return null;
      return {
        action: "sync.resume",
        subject: place(sync, subject),
        before: known,
        detail: { kind, code: known.code },
      };
    },
    "cursor.drop": ({ sync, side }) => {
      if (cursors.get(sync, side) === 0) return null;
      return { action: "sync.reset", subject: side === null ? sync : `${sync} ${side}` };
    },
    "meta.put": ({ key, value }) => {
      const before = metaOf.get(key);
      return before === value ? null : { action: "note.put", subject: key, before, after: value };
    },
    "meta.drop": ({ key }) => {
      const before = metaOf.get(key);
      return before === undefined ? null : { action: "note.drop", subject: key, before };
    },
    "link.put": ({ link: { id, sync, leftId, rightId, state }, at }, commit) => {
      const orderer = ordererOf(commit, id);
      if (orderer === null) return null;
      const who = named(orderer);
      const detail = { link: id, left: leftId, right: rightId, state };
      return {
        at,
        who,
        action: "link.put",
        subject: sync,
        before: linkOf.get(id) ?? null,
        after: { leftId, rightId, state },
        detail,
      };
    },
  } satisfies Partial<Notes>;
}

const place = (sync: string, subject: string): string => (subject === "" ? sync : `${sync} ${subject}`);

/** Who says in the link's history that they have given the order; null: nobody, the engine has. */
function ordererOf(commit: readonly Op[], linkId: string): string | null {
  for (const op of commit) {
    if (op.op !== "history.add" || op.row.linkId !== linkId) continue;
    const data = op.row.data;
    if (typeof data !== "object" || data === null || Array.isArray(data)) continue;
    const who = (data as Readonly<Record<string, Value>>).who;
    if (typeof who === "string") return who;
  }
  return null;
}
