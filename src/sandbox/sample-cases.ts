// Sixty believable support cases, always the same ones, for those who bring no data.
import type { CaseRow } from "./server.ts";

interface Story {
  readonly subject: string;
  readonly description: string;
  readonly type: string;
}

const STORIES: readonly Story[] = [
  {
    subject: "Label printer prints blank labels",
    description:
      "After the last roll change every label comes out blank. We tried two rolls from different batches.",
    type: "Mechanical",
  },
  {
    subject: "Invoice 2024-118 charged twice",
    description:
      "Our card shows the same amount on two days. Please refund one of them and send a corrected invoice.",
    type: "Other",
  },
  {
    subject: "Can't sign in after password reset",
    description:
      "The reset mail arrives, the new password is accepted, then the sign-in page says the account is locked.",
    type: "Other",
  },
  {
    subject: "Scanner loses connection every few minutes",
    description:
      "The handheld drops off the network and has to be paired again. It began after the firmware update.",
    type: "Electronic",
  },
  {
    subject: "Export to spreadsheet cuts off long notes",
    description:
      "Notes over a thousand characters end in the middle of a sentence. We need the full text for an audit.",
    type: "Other",
  },
  {
    subject: "Delivery 4471 arrived damaged",
    description:
      "The outer box was crushed and the display has a crack on the left side. Photos are available.",
    type: "Structural",
  },
  {
    subject: "Conveyor stops with code E07",
    description: "The belt stops about once an hour. Restarting helps for a while. Nothing is jammed.",
    type: "Mechanical",
  },
  {
    subject: "Please add two seats to our plan",
    description: "We hired two people who start on Monday. They need full access.",
    type: "Other",
  },
  {
    subject: "Temperature alarm although the cabinet is cold",
    description:
      "The alarm goes off at 3 °C. A second thermometer agrees with the cabinet, not with the alarm.",
    type: "Electrical",
  },
  {
    subject: "Report shows yesterday's numbers",
    description: "The dashboard has not moved since yesterday evening; the tables underneath are up to date.",
    type: "Other",
  },
  {
    subject: "Replacement battery does not charge",
    description: "The charger light stays amber for hours. The old battery charges in the same charger.",
    type: "Electrical",
  },
  {
    subject: "Question about data retention",
    description: "Our legal team asks how long recordings are kept and who can delete them before that.",
    type: "Other",
  },
  {
    subject: "Touch screen ignores the lower third",
    description: "Buttons at the bottom do nothing unless pressed very hard. Calibration did not change it.",
    type: "Electronic",
  },
  {
    subject: "Wrong VAT rate on the renewal quote",
    description: "The quote uses 19 %, we are established in France. Please issue it again.",
    type: "Other",
  },
  {
    subject: "Door seal came loose",
    description: "The seal on the upper door hangs down on one side. The unit is eight months old.",
    type: "Structural",
  },
];

const SITES = ["Aachen", "Porto", "Galway", "Łódź"] as const;
const PEOPLE = [
  ["Amara Okafor", "amara.okafor@northwind.example", "Northwind Labs"],
  ["Jonas Weber", "jonas.weber@hafenwerk.example", "Hafenwerk GmbH"],
  ["Inês Duarte", "ines.duarte@costaverde.example", "Costa Verde"],
  ["Ruairí Byrne", "ruairi.byrne@atlanticfoods.example", "Atlantic Foods"],
  ["Mei Tanaka", "mei.tanaka@brightside.example", "Brightside Retail"],
  ["Noor Haddad", "noor.haddad@cedarline.example", "Cedarline Transport"],
  ["Zofia Nowak", "zofia.nowak@polmebel.example", "PolMebel"],
] as const;
const STATUSES = ["New", "New", "Working", "New", "Escalated", "Working", "Closed"] as const;
const PRIORITIES = ["Medium", "High", "Low", "Medium", "Medium"] as const;
const ORIGINS = ["Email", "Web", "Phone"] as const;

/** The first `count` sample cases. */
export function sampleCases(count = STORIES.length * SITES.length): readonly CaseRow[] {
  return Array.from({ length: count }, (_, index) => sampleCase(index));
}

function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
}

function sampleCase(index: number): CaseRow {
  const story = pick(STORIES, index);
  const site = pick(SITES, Math.floor(index / STORIES.length));
  const [name, email, company] = pick(PEOPLE, index * 3 + 1);
  return {
    Subject: `${story.subject} (${site})`,
    Description: `${story.description}\n\nSite: ${site}, reference ${4000 + index * 7}.`,
    Type: story.type,
    Status: pick(STATUSES, index * 5 + 2),
    Priority: pick(PRIORITIES, index * 2),
    Origin: pick(ORIGINS, index),
    SuppliedName: name,
    SuppliedEmail: email,
    SuppliedCompany: company,
  };
}
