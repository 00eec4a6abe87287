// The systemd unit of the daemon: what it starts, and everything it may not do. Pure: facts in, text out.

export type UnitKeySource = "credential-encrypted" | "credential" | "key-file" | "insecure-key-file";

export interface UnitFacts {
  /** Absolute paths. */
  readonly node: string;
  readonly script: string;
  readonly configFile: string;
  /** Name of the overlay's environment; null: none. */
  readonly environment: string | null;
  /** An account that exists; null: one that systemd makes for the time the daemon runs. */
  readonly user: string | null;
  readonly keySource: UnitKeySource;
  /** Absolute; the key file, or the credential's where it is not in the usual place. */
  readonly keyFile: string | null;
  readonly systemdVersion: number;
  /** Port of the webhooks; null: none is opened. */
  readonly listenPort: number | null;
}

export const unitName = "integ.service";
/** First line of what we write: a unit without it is somebody else's. */
export const unitMark =
  "# Written by `integ daemon install`. Changes belong in a drop-in: `systemctl edit integ`.";

/** Ports below it need a capability. */
const firstFreePort = 1024;
/** From when on restarts can come ever slower. */
const restartStepsSince = 254;

/** @returns the text of the unit; every line holds for this version of systemd. */
export function renderUnit(facts: UnitFacts): string {
  return [
    unitMark,
    section("Unit", [
      "Description=integ: keeps support systems in step",
      "Wants=network-online.target",
      "After=network-online.target",
      "StartLimitIntervalSec=0",
    ]),
    section("Service", [
      ...lifeLines(facts),
      "",
      ...accountLines(facts),
      "",
      ...keyLines(facts),
      "",
      ...confinement,
      ...privilegeLines(facts),
    ]),
    section("Install", ["WantedBy=multi-user.target"]),
  ].join("\n");
}

const section = (name: string, lines: readonly string[]): string =>
  `\n[${name}]\n${lines.join("\n")}\n`.trimEnd();

function lifeLines({ node, script, configFile, environment, systemdVersion }: UnitFacts): string[] {
  const integ = `${argument(node)} ${argument(script)}`;
  const config = `--config ${argument(configFile)}`;
  return [
    // A reload is asked for by a command, not by a signal: only so does `systemctl reload` fail when it was refused.
    "Type=notify",
    "NotifyAccess=all",
    ...(environment === null ? [] : [`Environment=${quote(`INTEG_ENV=${environment}`)}`]),
    `ExecStartPre=${integ} config lint --level offline --errors-only ${config}`,
    `ExecStart=${integ} daemon ${config}`,
    `ExecReload=${integ} daemon reload ${config}`,
    "WatchdogSec=30",
    // The daemon gives up on what is under way after 60 s by itself.
    "TimeoutStartSec=120",
    "TimeoutStopSec=90",
    "Restart=on-failure",
    "RestartSec=15",
    ...(systemdVersion >= restartStepsSince ? ["RestartSteps=5", "RestartMaxDelaySec=5min"] : []),
    // A wrong command line, credential or configuration is not mended by a restart.
    "RestartPreventExitStatus=64 77 78",
  ];
}

function accountLines({ user }: UnitFacts): string[] {
  return [
    ...(user === null ? ["DynamicUser=yes", "User=integ"] : [`User=${user}`]),
    "StateDirectory=integ",
    "StateDirectoryMode=0700",
    "CacheDirectory=integ",
    "CacheDirectoryMode=0700",
    "ConfigurationDirectory=integ",
    "UMask=0077",
  ];
}

const credential = "integ-master";
const credentialPlaces = {
  "credential-encrypted": { key: "LoadCredentialEncrypted", directory: "/etc/credstore.encrypted" },
  credential: { key: "LoadCredential", directory: "/etc/credstore" },
} as const;

function keyLines({ keySource, keyFile }: UnitFacts): string[] {
  if (keySource === "insecure-key-file") return ["# The master key is in the state directory, in the clear."];
  if (keySource === "key-file")
    return keyFile === null ? [] : [`Environment=${quote(`INTEG_MASTER_KEY_FILE=${keyFile}`)}`];
  const { key, directory } = credentialPlaces[keySource];
  return [`${key}=${credential}:${escapeSpecifiers(keyFile ?? `${directory}/${credential}`)}`];
}

// Without MemoryDenyWriteExecute=: Node.js can't run with it.
const confinement: readonly string[] = [
  "NoNewPrivileges=yes",
  "ProtectSystem=strict",
  "ProtectHome=yes",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "PrivateIPC=yes",
  "PrivateMounts=yes",
  "ProtectClock=yes",
  "ProtectHostname=yes",
  "ProtectKernelLogs=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelTunables=yes",
  "ProtectControlGroups=yes",
  "ProtectProc=invisible",
  "ProcSubset=pid",
  "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "LockPersonality=yes",
  "RemoveIPC=yes",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "SystemCallFilter=~@privileged @resources",
  "SystemCallErrorNumber=EPERM",
  "KeyringMode=private",
  "LimitCORE=0",
];

/** In a user namespace of its own a process can't be given the right to a port of the machine. */
function privilegeLines({ listenPort }: UnitFacts): string[] {
  if (listenPort === null || listenPort === 0 || listenPort >= firstFreePort)
    return ["PrivateUsers=yes", "CapabilityBoundingSet="];
  return ["CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "AmbientCapabilities=CAP_NET_BIND_SERVICE"];
}

const escapeSpecifiers = (text: string): string => text.replaceAll("%", "%%");

/** As a word of a command line: there, unlike elsewhere, variables are put in. */
const argument = (word: string): string => quote(word.replaceAll("$", "$$$$"));

/** As a word of the unit: specifiers and what separates words are taken as they are. */
function quote(word: string): string {
  const safe = escapeSpecifiers(word);
  if (/^[\w@%+=:,./$-]+$/.test(safe)) return safe;
  return `"${safe.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
