// What must be empty once people have gone home: work, doubles, questions, further writes, calls vendors don't describe.

import { isInFull } from "../../skips.ts";
import { unbalancedRows, unsettled } from "../crash/crash-run.ts";
import { pause, until } from "../pair.ts";
import type { Joined } from "./joined.ts";

const silenceMs = isInFull ? 10_000 : 2000;
const settleWithinMs = 60_000;

/** Ends the daemon. One sentence for each thing that is still open. */
export async function openEnds(joined: Joined): Promise<readonly string[]> {
  // A poll may have brought something just now that turns out to be nothing new.
  const open = await until(async () => unsettled(joined.shop), settleWithinMs).then(
    () => [],
    (error: Error) => [error.message],
  );
  const loud = await writesWithin(joined, silenceMs);
  const { code, stderr } = await joined.end();
  return [
    ...(loud === 0 ? [] : [`${loud} writes although nobody edits`]),
    ...(code === 0 ? [] : [`told to stop, the daemon ended with ${code}: ${stderr}`]),
    ...open,
    ...unbalancedRows(joined.shop),
    ...(await planned(joined)),
    ...(await violations(joined)),
  ];
}

/** Effects that integ has had at the vendors while nobody edits. */
async function writesWithin(joined: Joined, ms: number): Promise<number> {
  const before = await effectsOf(joined);
  await pause(ms);
  return (await effectsOf(joined)) - before;
}

/** Changes of records that integ has made at the vendors so far. */
export async function effectsOf({ shop }: Joined): Promise<number> {
  const { requests } = await shop.control("GET", "/requests");
  return (requests as readonly Request[]).filter(isEffect).length;
}

interface Request {
  readonly path: string;
  readonly isWrite: boolean;
  readonly effectApplied: boolean;
}

/** Signing in and setting up webhooks change no record. */
const isEffect = ({ path, isWrite, effectApplied }: Request): boolean =>
  isWrite && effectApplied && !/oauth|webhook|sys_script|sys_properties/.test(path);

async function planned({ prepare, syncs }: Joined): Promise<readonly string[]> {
  const names = syncs.flatMap((sync) => [sync, `${sync}.comments`, `${sync}.attachments`]);
  const plans = names.map((name) => ["sync", "plan", name, "--full", "--detailed-exitcode"]);
  return prepare(plans).then(
    () => [],
    (error: Error) => [`full plans of ${names.join(", ")} are not all empty: ${error.message}`],
  );
}

async function violations({ shop }: Joined): Promise<readonly string[]> {
  const found = (await shop.control("GET", "/violations")).violations as readonly { readonly text: string }[];
  return [...new Set(found.map(({ text }) => `not as the vendor describes it: ${text}`))];
}
