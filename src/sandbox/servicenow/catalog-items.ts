// What can be ordered, and what the forms of it ask. Shapes as in the recorded replies of an instance.
import type { JsonObject } from "../json.ts";
import type { Instance, Row } from "./instance.ts";
import { cell } from "./instance.ts";
import { idFor } from "./sys-ids.ts";

interface Variable {
  readonly name: string;
  readonly label: string;
  readonly type: number;
  readonly friendlyType: string;
  readonly displayType: string;
  readonly mandatory: boolean;
}

interface Item {
  readonly name: string;
  readonly shortDescription: string;
  readonly price: string;
  readonly variables: readonly Variable[];
}

const singleLine = { type: 6, friendlyType: "single_line_text", displayType: "Single Line Text" };
const multiLine = { type: 2, friendlyType: "multi_line_text", displayType: "Multi Line Text" };
const checkBox = { type: 7, friendlyType: "check_box", displayType: "CheckBox" };

const ITEMS: readonly Item[] = [
  {
    name: "Standard Laptop",
    shortDescription: "Lenovo - Carbon x1",
    price: "$1,100.00",
    variables: [
      { name: "acrobat", label: "Adobe Acrobat", mandatory: false, ...checkBox },
      {
        name: "Additional_software_requirements",
        label: "Additional software requirements",
        mandatory: false,
        ...multiLine,
      },
    ],
  },
  {
    name: "New Email Account",
    shortDescription: "Mailbox for a colleague",
    price: "$0.00",
    variables: [{ name: "new_email", label: "New address", mandatory: true, ...singleLine }],
  },
];

const CATEGORY = { sys_id: idFor("sc_category Hardware"), title: "Hardware" };

export function seedCatalog(instance: Instance, atMs: number): void {
  for (const { name, shortDescription, price } of ITEMS) {
    const sys_id = idFor(`sc_cat_item ${name}`);
    const values = {
      name,
      short_description: shortDescription,
      price,
      category: CATEGORY.title,
      active: "true",
    };
    instance.put("sc_cat_item", { sys_id, ...values }, atMs);
  }
}

function variablesOf(item: Row): readonly Variable[] {
  return ITEMS.find(({ name }) => name === cell(item, "name"))?.variables ?? [];
}

/** Names of questions that have to be answered and are not. */
export function unanswered(item: Row, answers: JsonObject): readonly string[] {
  return variablesOf(item)
    .filter(({ name, mandatory }) => mandatory && (answers[name] ?? "") === "")
    .map(({ name }) => name);
}

/** As lists show it; here numbers and flags are what they are. */
export function renderItem(item: Row): JsonObject {
  return {
    sys_id: item.id,
    name: cell(item, "name"),
    short_description: cell(item, "short_description"),
    description: cell(item, "description"),
    price: cell(item, "price"),
    category: CATEGORY,
    type: "catalog_item",
    sys_class_name: "sc_cat_item",
    availability: "on_both",
    mandatory_attachment: false,
    show_price: true,
    show_quantity: true,
    order: 0,
  };
}

/** With the questions of its form. */
export function renderItemInFull(item: Row): JsonObject {
  const variables = variablesOf(item).map((variable, index) => ({
    id: idFor(`${item.id} ${variable.name}`),
    name: variable.name,
    label: variable.label,
    type: variable.type,
    friendly_type: variable.friendlyType,
    display_type: variable.displayType,
    mandatory: variable.mandatory,
    active: true,
    read_only: false,
    value: variable.type === checkBox.type ? false : "",
    displayvalue: variable.type === checkBox.type ? "false" : "",
    max_length: 0,
    order: (index + 1) * 100,
  }));
  return { ...renderItem(item), categories: [{ ...CATEGORY, active: true }], variables };
}
