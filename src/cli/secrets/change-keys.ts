// Changes the keys of the secret store: what `integ secrets rotate` and `move` have in common.
import { resolve } from "node:path";
import { IntegrationError } from "../../core/contract/errors.ts";
import type { NewKeyWish } from "../../core/secrets/new-master-key.ts";
import {
  type MasterRotation,
  type RotationPorts,
  resumeRotation,
  rotateDataKey,
  rotateMasterKey,
} from "../../core/secrets/rotation.ts";
import type { KeySourceKind } from "../../core/secrets/secret-store.ts";
import { secretsPorts } from "../../daemon/app.ts";
import { appPorts } from "../app.ts";
import { noteDeed } from "../audit/note.ts";
import type { CommandContext } from "../context.ts";
import type { Outcome } from "../output.ts";
import { rotationText } from "../views/secrets-view.ts";
import { isReachable } from "./next-steps.ts";
import { rotationDocument } from "./secrets-documents.ts";

export interface KeyFlags {
  readonly "new-key": string | undefined;
  readonly "new-passphrase-file": string | undefined;
}

/** What was interrupted before is finished first. `only`: which keys; a move changes the master key alone. */
export async function changeKeys(
  context: CommandContext,
  flags: KeyFlags,
  to: KeySourceKind | null,
  only: "both" | "master" | "data",
): Promise<Outcome> {
  const ports = rotationPorts(context);
  const wish: NewKeyWish = {
    to,
    keyFile: flags["new-key"] === undefined ? null : resolve(flags["new-key"]),
    passphraseFile: flags["new-passphrase-file"] === undefined ? null : resolve(flags["new-passphrase-file"]),
  };
  const masterKey = await changeMaster(ports, wish, only);
  const isWanted =
    only === "data" || (only === "both" && masterKey !== null && isReachable(masterKey.to.source));
  if (masterKey !== null) await noteMaster(context, masterKey);
  if (isWanted && masterKey !== null) refuseHalf(context.signal, masterKey);
  const dataKey = isWanted ? await rotateDataKey(ports, wish) : null;
  if (dataKey !== null)
    await noteDeed(context, {
      action: "secrets.rotate-data",
      subject: dataKey.dataKeyId,
      detail: { secrets: dataKey.secrets },
    });
  const { stateDir, env } = ports;
  const document = rotationDocument({ ...wish, masterKey, dataKey, stateDir, env });
  return { document, render: (page) => rotationText(page, document) };
}

/** Between the two keys, where somebody wants it to end. @throws IntegrationError E_CANCELLED: what is done, and what is not. */
export function refuseHalf(signal: AbortSignal, { from, to }: MasterRotation): void {
  if (!signal.aborted) return;
  throw new IntegrationError({
    code: "E_CANCELLED",
    message: `Stopped half way: the master key is changed (${from.keyId} → ${to.keyId}), the secrets are not sealed anew`,
    hint: "`integ secrets rotate --data` seals them; until then they open as before.",
  });
}

function noteMaster(context: CommandContext, { from, to, isResumed }: MasterRotation): Promise<void> {
  const action = from.source === to.source ? "secrets.rotate" : "secrets.move";
  const detail = { from: from.keyId, source: from.source, to: to.source, isResumed };
  return noteDeed(context, { action, subject: to.keyId, detail });
}

async function changeMaster(
  ports: RotationPorts,
  wish: NewKeyWish,
  only: "both" | "master" | "data",
): Promise<MasterRotation | null> {
  const resumed = await resumeRotation(ports, wish);
  if (only === "data") return resumed;
  const isThere = resumed !== null && (wish.to === null || wish.to === resumed.to.source);
  return isThere ? resumed : rotateMasterKey(ports, wish);
}

function rotationPorts(context: CommandContext): RotationPorts {
  const ports = appPorts(context);
  return { ...secretsPorts(ports), who: ports.actor.name };
}
