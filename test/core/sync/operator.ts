// What the tests of an operator's orders share: who gives them, and the link of a record.
import type { Link } from "../../../src/core/store/rows.ts";
import type { Actor } from "../../../src/core/sync/operate.ts";
import type { Bench } from "./bench.ts";

/** The name of the bench's sync. */
export const thing = "things";

export const actorOn = ({ engine }: Bench): Actor => ({
  who: "ada",
  at: engine.clock.now(),
  ids: engine.ids,
});

export async function linkOf({ store, sync }: Bench, leftId: string): Promise<Link> {
  const link = (await store.linksByRecord(sync.name, "left", [leftId])).get(leftId);
  if (!link) throw new Error(`no link of ${leftId}`);
  return link;
}
