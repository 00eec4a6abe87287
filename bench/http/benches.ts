// The benches that concern the way out.
import type { Bench } from "../figures.ts";
import { bodies } from "./bodies.ts";
import { books, requests } from "./calls.ts";

export const httpBenches: readonly Bench[] = [requests, books, bodies];
