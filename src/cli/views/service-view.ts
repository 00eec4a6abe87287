// What is left to do once the unit is written.
import type { Installed } from "../../daemon/service/install.ts";
import type { UnitFacts } from "../../daemon/service/unit.ts";
import type { Page } from "../output.ts";

const told: Readonly<Record<Installed["outcome"], string>> = {
  installed: "Wrote",
  replaced: "Brought up to date:",
  already_installed: "Nothing to do:",
};

export function installText({ paint }: Page, { outcome, file }: Installed, facts: UnitFacts): string {
  return [
    `${paint("green", "✓")} ${told[outcome]} ${file}`,
    "",
    ...sealing(facts),
    "The service keeps its state in /var/lib/integ. Set it up and sign in as the service itself:",
    ...[`init --config ${facts.configFile}`, "connect salesforce"].map(
      (args) => `  ${asService(facts)} ${args}`,
    ),
    "Then",
    "  systemctl enable --now integ",
    ...(outcome === "replaced" ? ["or, where it runs already,", "  systemctl restart integ"] : []),
  ].join("\n");
}

function sealing({ keySource, keyFile }: UnitFacts): readonly string[] {
  if (keySource !== "credential-encrypted") return [];
  const file = keyFile ?? "/etc/credstore.encrypted/integ-master";
  return [
    "The master key, sealed to this machine:",
    `  openssl rand -base64 32 | systemd-creds encrypt --name=integ-master - ${file}`,
  ];
}

function asService({ user, keySource, keyFile, node, script }: UnitFacts): string {
  const places = {
    "credential-encrypted": `-p LoadCredentialEncrypted=integ-master:${keyFile ?? "/etc/credstore.encrypted/integ-master"}`,
    credential: `-p LoadCredential=integ-master:${keyFile ?? "/etc/credstore/integ-master"}`,
    "key-file": `-p Environment=INTEG_MASTER_KEY_FILE=${keyFile}`,
    "insecure-key-file": "",
  };
  const account = user === null ? "-p DynamicUser=yes -p User=integ" : `-p User=${user}`;
  return ["systemd-run --pty --wait", account, "-p StateDirectory=integ", places[keySource], node, script]
    .filter((part) => part !== "")
    .join(" ");
}
