// Where the operator says a new master key is.
import { Flags } from "@oclif/core";
import type { KeySourceKind } from "../../core/secrets/secret-store.ts";

export const keyFlags = {
  "new-key": Flags.string({
    description:
      "File with the new key, where the key is the operator's: a key file, a credential, a variable.",
    helpValue: "FILE",
  }),
  "new-passphrase-file": Flags.string({
    description: "File with the new passphrase, instead of being asked.",
    helpValue: "FILE",
  }),
};

export const keySources = [
  "systemd-credential",
  "key-file",
  "keychain",
  "passphrase",
  "environment",
  "insecure-key-file",
] as const satisfies readonly KeySourceKind[];
