// Records, what holds them or a sync back, and plans.
import { type CodeEntry, entry } from "./entry.ts";

export const syncingCodes = {
  E_RECORD_GONE: entry("The record is gone at the vendor", 65, "Nothing to do unless it should exist."),
  E_RECORD_MOVED: entry("The record changed under the write", 75, "Nothing to do: integ reads it again."),
  E_RECORD_LOCKED: entry("The vendor has locked the record", 75, "Nothing to do: integ tries again."),
  E_RECORD_INVALID: entry(
    "The vendor refuses the record's values",
    65,
    "Correct the record or the mapping, then run `integ replay-dlq`.",
  ),
  E_RECORD_DUPLICATE: entry(
    "The vendor says the record exists already",
    65,
    "Merge the two records at the vendor or correct the key, then replay.",
  ),
  E_RECORD_FORBIDDEN: entry(
    "The integration user may not do this",
    77,
    "Grant the right at the vendor, then replay.",
  ),
  E_RECORD_CLOSED: entry(
    "The record can't be changed any more",
    65,
    "Reopen the record, then replay; or go on in a new one.",
  ),
  E_CURSOR_EXPIRED: entry(
    "The vendor no longer knows our position in its changes",
    75,
    "Nothing to do: integ reads that side whole and goes on from now.",
  ),
  E_CONTENT_TOO_LARGE: entry(
    "A file is larger than the sync takes over",
    65,
    "Raise `attachments.maxBytes` and replay, or discard the item.",
  ),
  E_DELETE_GUARD: entry(
    "More records vanished from one side than the guard allows",
    75,
    "Look at that side. If the deletes are meant, run `integ sync resume NAME --allow-deletes`.",
  ),
  E_SIDE_EMPTY: entry(
    "A side that had records says it has none",
    75,
    "Check the connection's rights and the sync's filter, then run `integ sync resume NAME`; where the side was emptied on purpose, `integ sync resume NAME --allow-deletes`.",
  ),
  E_FIRST_CREATES: entry(
    "The first match would create more records than allowed without approval",
    75,
    "Look at `integ sync plan NAME`, then approve with `integ sync resume NAME`.",
  ),
  E_FLIP_FLOP: entry(
    "A field keeps being written to and fro",
    75,
    "Find the automation that changes it at the vendor, then run `integ sync resume NAME --record ID`.",
  ),
  E_SCHEMA_DRIFT: entry(
    "A mapped field has changed at the vendor",
    78,
    "Bring the field back, or correct the mapping, or accept it with `integ sync resume NAME --field LABEL`.",
  ),
  E_SYNC_PAUSED: entry(
    "The sync is paused",
    75,
    "Run `integ sync resume NAME`. Changes are kept until then.",
  ),
  E_RECORD_PAUSED: entry(
    "The record is paused",
    75,
    "Run `integ sync resume NAME --record ID`. Its changes are kept until then.",
  ),
  E_FILE_EXISTS: entry("The file is there already", 73, "Name another file, or give --force to replace it."),
  E_PLAN_FILE: entry(
    "The file is no plan that this version reads",
    65,
    "Make one with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_PLAN_EDITED: entry(
    "The plan was changed after it was made",
    65,
    "Make it again with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_PLAN_OTHER: entry(
    "The plan was made for something else",
    65,
    "Make it again with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_PLAN_STALE: entry(
    "Records have moved since the plan was made",
    65,
    "Make it again with `integ sync plan NAME --out FILE` and look at it. Nothing was written.",
  ),
  E_PLAN_APPLIED: entry(
    "The plan was applied before",
    65,
    "Make a new one with `integ sync plan NAME --out FILE`. Nothing was written.",
  ),
  E_ACCOUNT_CHANGED: entry(
    "A connection reaches another account than before",
    78,
    "Point the connection back; or give the sync a new name, and its records are matched from the beginning.",
  ),
  E_SYNC_RENAMED: entry(
    "Comments or files of a sync that was renamed would be made a second time",
    78,
    "Give the sync its old name back.",
  ),
  E_FIELD_UNKNOWN: entry(
    "The vendor does not know a mapped field",
    78,
    "Correct the mapping or grant the field.",
  ),
  E_EXPRESSION: entry(
    "An expression of the configuration is wrong",
    78,
    "Correct the expression at the place shown.",
  ),
  E_OBJECT_UNKNOWN: entry(
    "The vendor does not know the object",
    78,
    "Correct the object's name in the sync.",
  ),
  E_MATCH_AMBIGUOUS: entry(
    "More than one record fits",
    65,
    "`integ match review` shows what fits: link the right one, or make the match key unique on that side and replay.",
  ),
  E_TRANSITION: entry(
    "There is no way to the wanted state",
    65,
    "Map the state to one that can be reached, or add a transition to the workflow at the vendor, then replay.",
  ),
  E_QUERY: entry(
    "The vendor did not take a query as it was meant",
    65,
    "Correct the query, or the rights it needs at the vendor, then try again.",
  ),
  E_PARENT_MISSING: entry(
    "A record this one refers to is not on the other side yet",
    75,
    "Nothing to do: it goes on once the other record has been made.",
  ),
  E_MAPPING_VALUE: entry(
    "A value has no counterpart on the other side",
    65,
    "Add the value to the field's `values` map, then replay.",
  ),
  E_RULE: entry(
    "A rule of the sync forbids the write",
    65,
    "Correct the record, or the rule in the sync's `rules`, then run `integ replay-dlq`.",
  ),
  E_OUTCOME_UNKNOWN: entry(
    "It is not known whether a write took effect",
    75,
    "Look at both records; replay when the write is missing.",
  ),
} as const satisfies Record<string, CodeEntry>;
