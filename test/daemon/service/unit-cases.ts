// Machines and wishes a unit is written for.
import type { UnitFacts } from "../../../src/daemon/service/unit.ts";

export const sampleFacts: UnitFacts = {
  node: "/opt/integ/node",
  script: "/opt/integ/bin/run.js",
  configFile: "/etc/integ/integ.yaml",
  environment: null,
  user: null,
  keySource: "credential-encrypted",
  keyFile: null,
  systemdVersion: 252,
  listenPort: 8787,
};

export const unitCases: Readonly<Record<string, UnitFacts>> = {
  "an account of systemd's own, a sealed key": sampleFacts,
  "an environment": { ...sampleFacts, environment: "production" },
  "a later systemd": { ...sampleFacts, systemdVersion: 257 },
  "an account, a key file, a privileged port": {
    ...sampleFacts,
    user: "integ",
    keySource: "key-file",
    keyFile: "/etc/integ/master.key",
    listenPort: 443,
  },
  "a key in the clear, names that need quotes": {
    ...sampleFacts,
    keySource: "insecure-key-file",
    configFile: '/etc/integ/50% "of" $all \\ others.yaml',
    listenPort: null,
  },
  "an older systemd, a plain credential": {
    ...sampleFacts,
    systemdVersion: 247,
    keySource: "credential",
    keyFile: "/etc/keys/integ master",
  },
};
