// What people do at the vendors while the engine works: at random, and sometimes at the worst moment.
import type { FieldValues, Value } from "../../src/core/contract/records.ts";
import { otherSide, type Side, sides } from "../../src/core/store/rows.ts";
import type { Dice } from "./dice.ts";
import { type EditedField, editedFields, priorities } from "./setup.ts";
import type { Stored, Vendor } from "./vendor.ts";

type Vendors = Readonly<Record<Side, Vendor>>;

const words = ["printer", "invoice", "login", "refund", "parcel", "router", "licence", "outage"] as const;

export class People {
  readonly #vendors: Vendors;
  readonly #dice: Dice;
  readonly #mayDelete: boolean;
  readonly #mayPoison: boolean;
  #numbers = 0;

  constructor(vendors: Vendors, dice: Dice, mayDelete: boolean, mayPoison: boolean) {
    this.#vendors = vendors;
    this.#dice = dice;
    this.#mayDelete = mayDelete;
    this.#mayPoison = mayPoison;
  }

  /** What somebody enters into a field, with the fields that are entered together with it. */
  #entryFor(vendor: Vendor, edited: EditedField, before: FieldValues): Record<string, Value> {
    const dice = this.#dice;
    const name = edited[vendor.side];
    const was = before[name] ?? null;
    const { ledger } = vendor.world;
    if (edited.kind === "picklist") return { [name]: this.#pickFor(vendor.side) };
    if (edited.kind === "set") return { [name]: this.#membersFor(vendor, was) };
    if (edited.kind === "unit") {
      const token = ledger.edit("person", was);
      const names = editedFields.filter(({ kind }) => kind === "unit").map((one) => one[vendor.side]);
      return Object.fromEntries(names.map((one) => [one, `${token} ${dice.pick(words)}`]));
    }
    if (was !== null && dice.chance(0.08)) {
      ledger.blank(was);
      return { [name]: null };
    }
    const token = ledger.edit("person", was);
    const trouble = this.#mayPoison && dice.chance(0.05) ? dice.pick([" poison", " locked"] as const) : "";
    const text = Array.from({ length: dice.between(1, 5) }, () => dice.pick(words)).join(" ");
    const dressed = edited.left === "Body" && dice.chance(0.2) ? `<span>${text}</span> ` : text;
    const entry = `${token}${trouble} ${dressed}`;
    const isAddition =
      edited.left === "Body" && typeof was === "string" && was.length < 120 && dice.chance(0.4);
    return { [name]: isAddition ? `${was}\n${entry}` : entry };
  }

  #pickFor(side: Side): Value {
    const values = side === "left" ? [...priorities.keys()] : [...priorities.values()].flat();
    return this.#dice.pick(values) ?? null;
  }

  #membersFor({ world: { ledger } }: Vendor, was: Value): Value {
    const members = Array.isArray(was) ? was.map(String) : [];
    const dropped = this.#dice.chance(0.45) ? this.#dice.pick(members) : undefined;
    if (dropped !== undefined) {
      ledger.dropped.add(dropped);
      return members.filter((member) => member !== dropped);
    }
    return [...members, ledger.edit("person", null)];
  }

  create(side: Side, number: string | null = null): Stored {
    const vendor = this.#vendors[side];
    const entries = editedFields
      .filter(({ left }) => left !== "Resolution")
      .map((edited) => this.#entryFor(vendor, edited, {}));
    return vendor.insert({ ...Object.assign({}, ...entries), number }, null, "person");
  }

  /** The same thing entered on both sides, under the same number. */
  createTwins(): void {
    const number = `N${++this.#numbers}`;
    for (const side of sides) this.create(side, number);
  }

  edit(side: Side, record: Stored, edited: EditedField): void {
    if (record.deleted) return;
    const vendor = this.#vendors[side];
    vendor.change(record, this.#entryFor(vendor, edited, record.fields), "a person");
  }

  /** Somebody makes a new record, or edits one. */
  enter(): void {
    const side = this.#dice.pick(sides) ?? "left";
    const record = this.#dice.pick(this.#vendors[side].live());
    const edited = this.#dice.pick(editedFields);
    if (!record || !edited || this.#dice.chance(0.3)) return void this.create(side);
    this.edit(side, record, edited);
  }

  /** One thing somebody does. */
  act(): void {
    const dice = this.#dice;
    const side = dice.pick(sides);
    const vendor = this.#vendors[side];
    const record = dice.pick(vendor.live());
    const roll = dice.next();
    if (!record || roll < 0.2) return void this.create(side);
    if (this.#mayDelete && roll < 0.3) return void this.#delete(vendor, record);
    const edited = dice.pick(editedFields) ?? editedFields[0];
    if (!edited) return;
    this.edit(side, record, edited);
    if (roll < 0.5) this.#editTwin(side, record, edited);
    if (roll > 0.9) this.#burst(side, record);
    if (dice.chance(0.15)) {
      // Once more, at once: to a vendor with coarse stamps the same moment.
      const again = dice.between(5, 900);
      vendor.world.agenda.after(again, "a person corrects it", () => this.edit(side, record, edited));
    }
  }

  /** Deletes a record, or many, or brings one back, or merges two. */
  #delete(vendor: Vendor, record: Stored): void {
    const roll = this.#dice.next();
    const deleted = [...vendor.records.values()].filter((one) => one.deleted && one.mergedInto === null);
    const back = this.#dice.pick(deleted);
    if (roll < 0.2 && back) return void vendor.restore(back, "a person");
    if (roll < 0.4) {
      for (const one of vendor.live()) if (this.#dice.chance(0.8)) vendor.remove(one, "a person");
      return;
    }
    const winner = this.#dice.pick(vendor.live().filter((one) => one !== record));
    if (roll < 0.5 && winner) record.mergedInto = winner.id;
    vendor.remove(record, "a person");
  }

  /** Somebody deletes a few records at once, or nearly all. */
  clearOut(side: Side): void {
    const vendor = this.#vendors[side];
    const share = this.#dice.pick([0.2, 0.4, 0.9]);
    for (const one of vendor.live()) if (this.#dice.chance(share)) vendor.remove(one, "a person");
  }

  /** Somebody on the other side edits the same field, at about the same time. */
  #editTwin(side: Side, record: Stored, edited: EditedField): void {
    const other = otherSide(side);
    const vendor = this.#vendors[other];
    const twin = vendor
      .live()
      .find((one) => one.key?.endsWith(`:${record.id}`) || record.key?.endsWith(`:${one.id}`));
    if (!twin) return;
    const delayMs = this.#dice.pick([0, 3, 300, 1_500, 8_000]);
    vendor.world.agenda.after(delayMs, "a person edits the twin", () => this.edit(other, twin, edited));
  }

  #burst(side: Side, record: Stored): void {
    for (let n = 1; n <= 4; n++) {
      const edited = this.#dice.pick(editedFields);
      const at = n * this.#dice.pick([1, 40, 700]);
      if (edited)
        this.#vendors[side].world.agenda.after(at, "a burst", () => this.edit(side, record, edited));
    }
  }

  /** While a write of ours is on its way, somebody edits the same record, and one of `fields` if any are given. */
  meddle(side: Side, record: Stored, fields: readonly string[]): void {
    const same = editedFields.filter((edited) => fields.includes(edited[side]));
    const edited = this.#dice.pick(same.length > 0 ? same : editedFields);
    if (edited) this.edit(side, record, edited);
  }
}
