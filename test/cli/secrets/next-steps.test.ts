// What is to be done after a change of the keys: every place gets the commands that are right for it.
import { describe, expect, it } from "vitest";
import { type ChangedKeys, nextSteps } from "../../../src/cli/secrets/next-steps.ts";
import type { KeySourceKind } from "../../../src/core/secrets/secret-store.ts";

const stepsOf = (from: KeySourceKind, to: KeySourceKind, more: Partial<ChangedKeys> = {}) =>
  nextSteps({
    masterKey: {
      from: { keyId: "k-old", source: from },
      to: { keyId: "k-new", source: to },
      isResumed: false,
      leftover: null,
    },
    dataKey: null,
    keyFile: null,
    passphraseFile: null,
    stateDir: "/state",
    env: {},
    ...more,
  });

describe("the steps after a move of the master key", () => {
  it("OPS-8 to a key file name it for every start and for the service, whichever way it was given", () => {
    const given = stepsOf("keychain", "key-file", { keyFile: "/etc/integ/2.key" });
    expect(given.slice(0, 3)).toEqual([
      "Set INTEG_MASTER_KEY_FILE=/etc/integ/2.key wherever integ is started.",
      "Where integ is a service: `integ daemon install --key-source key-file --key-file /etc/integ/2.key`.",
      "Once everything is started with it, `integ secrets rotate --data` seals the secrets anew as well.",
    ]);
    expect(stepsOf("keychain", "key-file", { env: { INTEG_MASTER_KEY_FILE: "/etc/k" } })[0]).toBe(
      "Set INTEG_MASTER_KEY_FILE=/etc/k wherever integ is started.",
    );
  });

  it("OPS-8 to a systemd credential seal it where the unit looks", () => {
    const steps = stepsOf("key-file", "systemd-credential", {
      keyFile: "/root/2.key",
      env: { INTEG_MASTER_KEY_FILE: "/etc/integ/1.key" },
    });
    expect(steps).toEqual([
      "Seal it for the unit, as root: `systemd-creds encrypt --name=integ-master /root/2.key /etc/credstore.encrypted/integ-master`, and delete /root/2.key.",
      "Where integ is a service: `integ daemon install --key-source credential-encrypted`.",
      "Once everything is started with it, `integ secrets rotate --data` seals the secrets anew as well.",
      "Backups made before need the old key: run `integ backup` (/state/backups).",
      "The old key (k-old, /etc/integ/1.key) opens nothing but those: delete it once they are gone.",
    ]);
  });

  it("OPS-8 to a place that a running daemon finds ask for no new start", () => {
    const [first] = stepsOf("key-file", "keychain");
    expect(first).toBe("`integ secrets rotate --data` seals the secrets anew as well.");
  });

  it("OPS-8 to a passphrase say where the daemon gets it, typed or not, and that it starts once more", () => {
    const typed = stepsOf("keychain", "passphrase");
    expect(typed[0]).toMatch(/^A daemon can't be asked: .* set INTEG_PASSPHRASE_FILE to it/);
    expect(typed[1]).toMatch(/then start the daemon once more\.$/);
    expect(stepsOf("keychain", "passphrase", { passphraseFile: "/etc/p" })[0]).toBe(
      "Set INTEG_PASSPHRASE_FILE=/etc/p wherever integ is started.",
    );
  });

  it("OPS-8 are none where only the secrets were sealed anew", () => {
    expect(stepsOf("keychain", "keychain", { masterKey: null })).toEqual([]);
  });
});
